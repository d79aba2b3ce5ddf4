#!/usr/bin/env bash
# Prove on a bare Debian system that `make reports` and `make test` do all set-up themselves.
#
#   tools/fresh_machine.sh trixie|bookworm [COMMAND]
#
# Root only. The system (Python, make and nothing else) is made with debootstrap in a folder of its own and removed in
# the end; an archive of it stays in /var/cache/reportgen-chroot, so that the next run is quick. The checkout is copied
# into a folder with a blank and Chinese in its name. COMMAND, a shell line, runs there instead of the usual ones.
# The package sources are those of this machine: apt's mirror (or MIRROR), pip's settings, proxies, certificates.
set -euo pipefail

suite=${1:?usage: tools/fresh_machine.sh trixie|bookworm [COMMAND]}
command=${2:-}
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cache=/var/cache/reportgen-chroot
archive=$cache/$suite.tar.gz
place='/root/新 文件夹/reportgen'

if [ "$(id -u)" -ne 0 ]; then
    echo 'Only root can make a bare system.' >&2
    exit 2
fi
if ! command -v debootstrap >/dev/null || ! command -v git >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap git >/dev/null
fi

root=$(mktemp -d "/var/tmp/reportgen-$suite.XXXXXX")
clean_up() {
    mountpoint -q "$root/proc" && umount -l "$root/proc"
    rm -rf --one-file-system "$root" "$archive.part"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# The bare system, made anew when its archive is older than a week.
if [ -z "$(find "$archive" -mtime -7 2>/dev/null)" ]; then
    echo "== $suite: making a bare system"
    mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)}
    mkdir -p "$cache"
    if ! debootstrap --variant=minbase --include=python3,make,ca-certificates "$suite" "$root" "$mirror" >"$cache/$suite.log" 2>&1; then
        tail -n 20 "$cache/$suite.log" >&2
        exit 2
    fi
    rm -f "$root"/var/cache/apt/archives/*.deb
    tar -C "$root" --one-file-system --exclude=./proc/* -czf "$archive.part" .
    mv "$archive.part" "$archive"
else
    tar -C "$root" -xzf "$archive"
fi
chmod 755 "$root"  # as a real system: mktemp makes it root's alone
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"

# This machine's way to the network: name servers, certificates, pip's settings that are no local files.
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
if [ -d /usr/local/share/ca-certificates ]; then
    cp -rL /usr/local/share/ca-certificates "$root/usr/local/share/"
    chroot "$root" update-ca-certificates >/dev/null 2>&1
fi
if command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1; then
    python3 -m pip config list | python3 -c '
import ast, pathlib, sys
settings = {}
for line in sys.stdin:
    name, _, value = line.rstrip().partition("=")
    settings[name.rpartition(".")[2]] = str(ast.literal_eval(value))
print("[global]")
for name in ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "default-timeout"):
    words = [word for word in settings.get(name, "").split() if not word.startswith(("file:", "/"))]
    if words:
        print(name, "=", " ".join(words))
if "cert" in settings:
    pathlib.Path(sys.argv[1], "etc/pip-cert.pem").write_bytes(pathlib.Path(settings["cert"]).read_bytes())
    print("cert = /etc/pip-cert.pem")
' "$root" >"$root/etc/pip.conf"
fi
environment=(HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    if [ -n "${!name:-}" ]; then environment+=("$name=${!name}"); fi
done

# The checkout as it stands: tracked files and new ones, nothing that git ignores.
mkdir -p "$root$place"
git -C "$checkout" -c safe.directory="$checkout" ls-files -coz --exclude-standard |
    tar -C "$checkout" --null -T - --ignore-failed-read -cf - | tar -C "$root$place" -xf -

failed=0
try() {
    local start=$SECONDS code=0 title=${1%%$'\n'*}
    echo "== $suite: $title"
    env -i "${environment[@]}" chroot "$root" /bin/sh -c "cd '$place' && $1" </dev/null || code=$?
    echo "== $suite: $title: exit code $code, $((SECONDS - start)) s"
    if [ "$code" -ne 0 ]; then failed=1; fi
}

if [ -n "$command" ]; then
    try "$command"
else
    try 'make reports'
    try 'make reports'
    try 'find output -name "*.pdf" | grep -c .'
    try 'make test'
fi
exit "$failed"
