#!/bin/sh
# Run reportgen from this checkout, from any folder; what set-up is missing is done first.
set -u

self=$0
while [ -L "$self" ]; do
    target=$(readlink "$self")
    case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
    esac
done
root=$(CDPATH='' cd -- "$(dirname -- "$self")" && pwd -P) || exit 2

if ! command -v "${PYTHON:-python3}" >/dev/null; then
    echo '请先安装 Python 3.11 到 3.14。' >&2
    echo 'Install Python 3.11 to 3.14 first.' >&2
    exit 2
fi
"${PYTHON:-python3}" "$root/tools/bootstrap.py" || exit
exec "$root/.venv/bin/python" -P -m reportgen "$@"
