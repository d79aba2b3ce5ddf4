"""Prepare a checkout: what the system lacks, a virtual environment in `.venv`, the locked packages.

    python3 tools/bootstrap.py              what `make reports` needs
    python3 tools/bootstrap.py --dev        the tests' and checks' packages as well
    python3 tools/bootstrap.py --services   the programs of the tests marked `services` as well
    python3 tools/bootstrap.py --bench      what the benchmarks compare with as well, in `.venv-bench`

Standard library only, and no newer syntax than Python 3.8, so that an old Python can say what is wrong. A stamp file,
written last, tells that a set-up is complete; a marker, written first, tells that one was begun.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from types import ModuleType

    from reportgen.machine import Need

OLDEST, NEWEST = (3, 11), (3, 14)  # the Pythons that the lock files hold for
FAILED, INTERRUPTED = 2, 130
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock", "bench": "requirements-bench.lock"}

PIP_INSTALL = ("-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-user")
LOCKED = ("--progress-bar", "off", "--require-hashes", "--only-binary", ":all:", "-r")

PROBE = """
import json, sys, sysconfig
{imports}
base = getattr(sys, "_base_executable", None) or sys.executable
print(json.dumps([sys.version_info[:2], base, sysconfig.get_path("purelib")]))
"""

UNREACHABLE = (
    "Retry(total=0", "ConnectionError", "NameResolutionError", "ReadTimeoutError", "ProxyError", "SSLError",
    "Temporary failure", "Could not resolve", "Could not connect", "Failed to fetch", "Unable to locate package",
)  # fmt: skip

# What a log says -> what to tell the user. The first cause found counts.
CAUSES = (
    (
        ("No space left on device", "enough free space", "Disk quota exceeded"),
        "磁盘空间不够。请清出 1 GB 以上的空间，再运行一次。",
        "The disk is full. Free at least 1 GB and run the same command again.",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "下载的文件与锁定文件中的校验值不符，没有安装。请检查网络（代理、镜像站）后再试。",
        "A downloaded file is not the one that the lock file names; it was not installed. Check the proxy or mirror.",
    ),
    (
        ("Could not get lock", "Unable to acquire the dpkg frontend lock"),
        "另一个程序正在安装系统软件。请等它结束，再运行一次。",
        "Another program is installing system packages. Wait for it to end and run the same command again.",
    ),
    (
        ("remove is disabled",),
        "要安装的系统组件与已装的组件冲突（例如另一个邮件服务器），没有安装。请参考 docs/setup.md。",
        "A package to install conflicts with one that is installed (another mail server?). See docs/setup.md.",
    ),
    (
        UNREACHABLE,
        "连接不上网络或软件源。请检查网络和代理设置，再运行一次。",
        "The network or a package source cannot be reached. Check the network and the proxy, then run it again.",
    ),
    (
        ("No matching distribution found",),
        "软件源里没有适合这台电脑的安装包。请使用 64 位的 Python 3.11 到 3.14。",
        "The package source has no build for this machine. Use a 64-bit Python 3.11 to 3.14.",
    ),
    (("Permission denied", "Read-only file system"), "没有写入权限。", "Permission to write is missing."),
)


class SetupError(Exception):
    """A set-up that cannot go on: what to say, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class Python(NamedTuple):
    version: tuple[int, int]
    base: str  # the interpreter itself, also when asked from inside a virtual environment
    site_packages: str


@dataclass(frozen=True)
class Checkout:
    """The files of one checkout that a set-up reads and writes."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def log(self) -> Path:
        return self.venv / "setup.log"

    @property
    def begun(self) -> Path:
        return self.venv / ".reportgen-begun"

    def lock(self, kind: str) -> Path:
        return self.root / LOCKS[kind]

    def stamp(self, kind: str) -> Path:
        return self.venv / f".reportgen-stamp-{kind}"

    def stamp_text(self, kind: str) -> str:
        """What a complete set-up of this kind depends on: place, Python, locked packages."""
        settings = (self.venv / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace").splitlines()
        version = next((line for line in settings if line.startswith("version")), "")
        digest = hashlib.sha256(self.lock(kind).read_bytes()).hexdigest()
        lines = (ascii(str(self.root)), ascii(os.path.realpath(self.python)), version, digest)
        return "\n".join(lines) + "\n"

    def ready(self, kind: str) -> bool:
        """Whether a complete set-up of this kind stands here, unchanged and not moved."""
        try:
            return self.python.exists() and self.stamp(kind).read_text(encoding="utf-8") == self.stamp_text(kind)
        except (OSError, ValueError):
            return False


class Rivals(Checkout):
    """The same checkout with the virtual environment of what the benchmarks compare with."""

    @property
    def venv(self) -> Path:
        return self.root / ".venv-bench"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Prepare this checkout: system packages, .venv, locked packages.")
    parser.add_argument("--dev", action="store_true", help="with the packages for tests and checks")
    parser.add_argument("--services", action="store_true", help="with the programs of the tests marked `services`")
    parser.add_argument("--bench", action="store_true", help="with what the benchmarks compare with")
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    checkout = Checkout(Path(__file__).resolve().parent.parent)
    kind = "dev" if options.dev else "runtime"
    try:
        with alone(checkout):
            if not checkout.ready(kind):
                set_up(checkout, kind)
            if options.services:
                machine = load_machine(checkout)
                satisfy(machine.services, machine, checkout)
            if options.bench:
                set_up_rivals(Rivals(checkout.root))
    except KeyboardInterrupt:
        say("已中断。下次运行时会重新准备。", "Interrupted. The next run starts the set-up again.")
        return INTERRUPTED
    except SetupError as error:
        say(error.zh, error.en)
        return FAILED
    except OSError as error:
        say(*explain_os_error(error, checkout.root))
        return FAILED
    return 0


def set_up(checkout: Checkout, kind: str) -> None:
    machine = load_machine(checkout)
    python = None if checkout.begun.exists() else probe(checkout.python, "import pip")
    if python and python.version < OLDEST:
        python = None
    base = python.base if python else choose_python()
    satisfy(lambda: machine.checks(base), machine, checkout)
    begin(checkout, anew=python is None)
    say(
        "正在安装 Python 组件（第一次要下载约 60 MB，需要几分钟）……",
        "Installing Python packages (the first time about 60 MB are fetched; it takes a few minutes)...",
    )
    run([base, "-I", "-m", "venv", checkout.venv], checkout)  # over an old one as well: the checkout may have moved
    python = probe(checkout.python, "import pip")
    if python is None:
        raise failure("", checkout)
    run([checkout.python, *PIP_INSTALL, *LOCKED, checkout.lock(kind)], checkout)
    finish(checkout, kind, Path(python.site_packages))
    say("准备完成。", "Everything is ready.")


def set_up_rivals(rivals: Rivals) -> None:
    """Prepare `.venv-bench` and, where it may, install LibreOffice Writer; the benchmarks say so when that is missing."""
    if not rivals.ready("bench"):
        set_up(rivals, "bench")
    machine = load_machine(rivals)
    if may_install(machine):
        zh, en = "把 Word 文档转成 PDF，对比用", "Word documents into PDF, to compare with"
        writer = partial(machine.Need, "LibreOffice Writer", packages=("libreoffice-writer",), why_zh=zh, why_en=en)
        satisfy(lambda: [writer(present=shutil.which("lowriter") is not None)], machine, rivals)


def begin(checkout: Checkout, *, anew: bool) -> None:
    """Clear away what cannot be trusted, and leave a mark that lasts until the set-up is complete."""
    if anew and checkout.venv.exists():
        shutil.rmtree(checkout.venv)
    checkout.venv.mkdir(exist_ok=True)
    checkout.begun.touch()
    for stamp in map(checkout.stamp, LOCKS):
        with contextlib.suppress(FileNotFoundError):
            stamp.unlink()
    checkout.log.write_bytes(b"")


def finish(checkout: Checkout, kind: str, site_packages: Path) -> None:
    """Make the package importable, then, last of all, write the stamps."""
    # An import line in ASCII: a plain path is read in the locale's encoding and breaks where that is not the path's.
    line = f"import sys; sys.path.append({str(checkout.root)!a})\n"
    (site_packages / "reportgen.pth").write_text(line, encoding="ascii")
    checkout.begun.unlink()
    for done in ("runtime", "dev") if kind == "dev" else (kind,):
        part = checkout.stamp(done).with_suffix(".part")
        part.write_text(checkout.stamp_text(done), encoding="utf-8")
        part.replace(checkout.stamp(done))


def choose_python() -> str:
    """The running Python when it suits, else the newest suitable one on PATH."""
    running = probe(sys.executable)
    if running and OLDEST <= running.version <= NEWEST:
        return running.base
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        python = probe(found) if found else None
        if python and OLDEST <= python.version <= NEWEST:
            return python.base
    if running and running.version > NEWEST:
        return running.base
    have = ".".join(map(str, sys.version_info[:2]))
    raise SetupError(
        f"需要 Python 3.11 到 3.14，这台电脑的 python3 是 {have}。请先安装较新的 Python，再运行一次。",
        f"Python 3.11 to 3.14 is needed; python3 is {have} here. Install a newer Python and run the command again.",
    )


def probe(python: str | Path, imports: str = "") -> Python | None:
    """What a Python says of itself; None when it does not start or lacks the imports."""
    command = [str(python), "-I", "-c", PROBE.format(imports=imports)]
    try:
        done = subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL)
        version, base, site_packages = json.loads(done.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None
    return Python((version[0], version[1]), base, site_packages)


def may_install(machine: ModuleType) -> bool:
    return machine.package_manager() == "apt-get" and os.name == "posix" and os.geteuid() == 0


def satisfy(check: Callable[[], list[Need]], machine: ModuleType, checkout: Checkout) -> None:
    """Install with apt-get what a check misses, or say how to."""
    missing = machine.missing_needs(check())
    if missing and may_install(machine):
        names = machine.packages(missing, "apt-get")
        say(
            f"正在安装系统组件，需要几分钟：{' '.join(names)}",
            "Installing system packages; this takes a few minutes...",
        )
        checkout.venv.mkdir(exist_ok=True)
        wait = ["-o", "DPkg::Lock::Timeout=120"]
        run(["dpkg", "--configure", "-a"], checkout, strict=False)  # what an interrupted installation left
        with machine.backports(names) as more, machine.no_daemons():
            apt = ["apt-get", *wait, *more]
            run([*apt, "update"], checkout, strict=False)  # one dead source of several must not stop this
            run([*apt, "install", "-y", "--no-install-recommends", "--no-remove", *names], checkout)
        missing = machine.missing_needs(check())
    if missing:
        raise SetupError(*ask(machine, missing))


def ask(machine: ModuleType, missing: Sequence[Need]) -> tuple[str, str]:
    """The words that name what is missing and the one line that installs it."""
    manager = machine.package_manager()
    line = machine.install_line(missing, manager, sudo=needs_sudo())
    zh = "".join(f"\n  - {need.name}：{need.why_zh}" for need in missing)
    en = "".join(f"\n  - {need.name}: {need.why_en}" for need in missing)
    if not line:
        return (
            f"这台电脑缺少以下组件，请安装后再运行一次（见 docs/setup.md）：{zh}",
            f"This machine lacks the following; install it and run the command again (see docs/setup.md):{en}",
        )
    zh_where, en_where = ("在 MSYS2 UCRT64 窗口里", " in an MSYS2 UCRT64 window") if manager == "msys2" else ("", "")
    zh_line = f"请{zh_where}运行下面这一行，然后再运行一次刚才的命令：\n\n    {line}\n"
    en_line = f"Run the line above{en_where}, then the same command again."
    return (
        f"这台电脑缺少以下组件：{zh}\n{zh_line}\n没有管理员权限时，见 docs/setup.md。",
        f"This machine lacks:{en}\n{en_line}\nWithout administrator's rights see docs/setup.md.",
    )


def needs_sudo() -> bool:
    return os.name == "posix" and os.geteuid() != 0


def run(command: Sequence[str | Path], checkout: Checkout, *, strict: bool = True) -> None:
    """Run a step, its output into the log; a step that fails ends the set-up, unless it is not strict."""
    words = [str(word) for word in command]
    english = {"LC_ALL": "C.UTF-8", "LANGUAGE": "en", "DEBIAN_FRONTEND": "noninteractive"}  # explain() reads it
    with checkout.log.open("ab") as log:
        log.write(f"$ {' '.join(words)}\n".encode(errors="replace"))
        log.flush()
        start = log.tell()
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **english}, check=False
        )
    if strict and done.returncode:
        raise failure(checkout.log.read_bytes()[start:].decode(errors="replace"), checkout)


def failure(output: str, checkout: Checkout) -> SetupError:
    zh, en = explain(output)
    return SetupError(f"准备没有完成：{zh}\n详细记录：{checkout.log}", f"The set-up failed. {en}\nLog: {checkout.log}")


def explain(log: str) -> tuple[str, str]:
    """What a failed step's log means, in Chinese and in English."""
    for signs, zh, en in CAUSES:
        if any(sign in log for sign in signs):
            return zh, en
    return "原因见详细记录。", "The log has the reason."


def explain_os_error(error: OSError, root: Path) -> tuple[str, str]:
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"没有写入权限：{error.filename or root}。请把整个文件夹复制到自己的目录，或请管理员开放权限。",
            f"No permission to write {error.filename or root}. Copy it to a folder of your own or ask for access.",
        )
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return CAUSES[0][1:]
    return f"准备没有完成：{error}", f"The set-up failed: {error}"


@contextlib.contextmanager
def alone(checkout: Checkout) -> Iterator[None]:
    """Let one set-up at a time work in a checkout (not on Windows)."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    folder = os.open(checkout.root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个窗口正在准备，请稍候……", "Another window is setting up; waiting for it...")
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:  # some network file systems cannot lock a folder
            pass
        yield
    finally:
        os.close(folder)


def load_machine(checkout: Checkout) -> ModuleType:
    """`reportgen/machine.py`, without the package around it, which needs what is not installed yet."""
    spec = importlib.util.spec_from_file_location("reportgen_machine", checkout.root / "reportgen" / "machine.py")
    if spec is None or spec.loader is None:
        raise SetupError("找不到 reportgen/machine.py。", "reportgen/machine.py is missing.")
    machine = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = machine  # dataclasses look their module up
    spec.loader.exec_module(machine)
    return machine


def say(zh: str, en: str) -> None:
    print(f"{zh}\n{en}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
