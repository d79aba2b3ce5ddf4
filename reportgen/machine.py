"""What this machine must bring besides Python: shared libraries, a Chinese font, the `venv` module.

Standard library only, and no newer syntax than Python 3.8: `tools/bootstrap.py` loads this file by its path before
any environment exists, and `reportgen doctor` shows the same checks.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True)
class Need:
    """One thing the machine must have; `packages` are the names Debian and Ubuntu give it."""

    name: str
    present: bool
    packages: tuple[str, ...]
    why_zh: str
    why_en: str


class Library(NamedTuple):
    """A shared library: its file on each system, its package, what it is for."""

    linux: str
    macos: str
    windows: str
    package: str
    zh: str
    en: str


# fmt: off
LIBRARIES = (
    Library("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "libpango-1.0-0",
            "PDF 的文字排版", "lays out the text of the PDFs"),
    Library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll", "libpangoft2-1.0-0",
            "PDF 的字体", "the fonts of the PDFs"),
    Library("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll", "libharfbuzz-subset0",
            "只取用到的字；没有它，PDF 做得很慢", "cuts fonts down to what is used; without it PDFs are slow"),
)
# fmt: on

# Files that together give a Simplified Chinese font its regular and its real bold weight.
FONTS = (
    {"NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"},
    {"NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf"},
    {"NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"},
    {"NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"},
    {"SourceHanSans-Regular.ttc", "SourceHanSans-Bold.ttc"},
    {"SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf"},
    {"SourceHanSansCN-Regular.otf", "SourceHanSansCN-Bold.otf"},
    {"PingFang.ttc"},
    {"msyh.ttc", "msyhbd.ttc"},
)

OLDEST_OPENSMTPD = 7
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

# Debian's names in the words of other package managers; empty where the system has the thing anyway.
MANAGERS = ("apt-get", "dnf", "pacman", "brew", "msys2")
OTHER_NAMES = {
    "libpango-1.0-0": ("pango", "pango", "pango", "mingw-w64-ucrt-x86_64-pango"),
    "libpangoft2-1.0-0": ("pango", "pango", "pango", "mingw-w64-ucrt-x86_64-pango"),
    "libharfbuzz-subset0": ("harfbuzz", "harfbuzz", "harfbuzz", "mingw-w64-ucrt-x86_64-harfbuzz"),
    "fonts-noto-cjk": ("google-noto-sans-cjk-fonts", "noto-fonts-cjk", "font-noto-sans-cjk-sc", ""),
    "libreoffice-calc": ("libreoffice-calc", "libreoffice-fresh", "libreoffice", ""),
    "chromium": ("chromium", "chromium", "chromium", ""),
    "poppler-utils": ("poppler-utils", "poppler", "poppler", ""),
    "opensmtpd": ("opensmtpd", "opensmtpd", "", ""),
}


def checks(python: str = sys.executable, platform: str = sys.platform) -> list[Need]:
    """Everything the product needs of the machine, what is there and what is not; `python` makes the environment."""
    folders = library_folders(platform)
    needs = [
        Need(library.linux, library_present(library, platform, folders), (library.package,), library.zh, library.en)
        for library in LIBRARIES
    ]
    needs.append(
        Need(
            "Noto Sans CJK SC",
            font_present(font_folders(platform)),
            ("fonts-noto-cjk",),
            "中文字体，要有真正的粗体",
            "a Chinese font with a real bold",
        ),
    )
    needs.append(venv_need(python))
    return needs


def services() -> list[Need]:
    """Programs that only the tests marked `services` use."""
    calc = ("localc",) if sys.platform == "linux" else ("soffice", "libreoffice")  # Writer may be there alone
    wanted = (
        (calc, "libreoffice-calc", "测试用", "for tests"),
        (("chromium", "chromium-browser", "google-chrome"), "chromium", "浏览器，测试用", "a browser, for tests"),
        (("pdftoppm",), "poppler-utils", "把 PDF 转成图片，测试用", "PDF pages as pictures, for tests"),
    )
    needs = [Need(names[0], any(map(shutil.which, names)), (package,), zh, en) for names, package, zh, en in wanted]
    return [*needs, mail_server_need()]


def mail_server_need(os_release: Path = Path("/etc/os-release")) -> Need:
    """OpenSMTPD 7 or newer: 6.8, which Debian 12 has, fails at TLS with OpenSSL 3."""
    folders = [*os.environ.get("PATH", os.defpath).split(os.pathsep), "/usr/sbin"]  # not on everybody's path
    program = shutil.which("smtpd", path=os.pathsep.join(folders))
    version = re.search(r"OpenSMTPD (\d+)", _said([program, "-h"])) if program else None
    present = version is not None and int(version.group(1)) >= OLDEST_OPENSMTPD
    try:
        backports = "VERSION_CODENAME=bookworm" in os_release.read_text(encoding="utf-8").split()
    except OSError:
        backports = False
    package = "opensmtpd/bookworm-backports" if backports else "opensmtpd"
    return Need("OpenSMTPD 7", present, (package,), "邮件服务器，测试用", "a mail server, for tests")


def missing_needs(needs: Iterable[Need]) -> list[Need]:
    return [need for need in needs if not need.present]


def library_present(library: Library, platform: str, folders: Iterable[Path]) -> bool:
    if platform == "win32":
        return any((folder / library.windows).is_file() for folder in folders)
    if platform == "darwin":
        return _loads(library.macos) or any(_loads(str(folder / library.macos)) for folder in folders)
    return _loads(library.linux)


def library_folders(platform: str) -> list[Path]:
    """Folders to look into besides those of the system's own loader: the ones WeasyPrint uses there."""
    if platform == "win32":
        usual = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
        named = os.environ.get("WEASYPRINT_DLL_DIRECTORIES", usual)
        return [Path(folder) for folder in (named + ";" + os.environ.get("PATH", "")).split(";") if folder]
    if platform == "darwin":
        named = os.environ.get("DYLD_FALLBACK_LIBRARY_PATH", "")
        return [Path(folder) for folder in (*named.split(":"), "/opt/homebrew/lib", "/usr/local/lib") if folder]
    return []


def font_folders(platform: str) -> list[Path]:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - unlike Path.home() it never raises
    if platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", str(home / "AppData/Local")))
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", local / "Microsoft/Windows/Fonts"]
    if platform == "darwin":
        assets = sorted(Path("/System/Library/AssetsV2").glob("com_apple_MobileAsset_Font*"))
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts", *assets]
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    return [*(Path(folder) / "fonts" for folder in (own, *shared.split(":")) if folder), home / ".fonts"]


def cache_folder(platform: str = sys.platform) -> Path:
    """Where things are kept that can be made again at any time; `REPORTGEN_CACHE` names another folder."""
    named = os.environ.get("REPORTGEN_CACHE")
    if named:
        return Path(named)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - unlike Path.home() it never raises
    if platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(home / "AppData/Local"))) / "reportgen" / "cache"
    if platform == "darwin":
        return home / "Library/Caches/reportgen"
    return Path(os.environ.get("XDG_CACHE_HOME") or str(home / ".cache")) / "reportgen"


def font_present(folders: Iterable[Path]) -> bool:
    files = {name.lower() for folder in folders for _, _, names in os.walk(folder) for name in names}
    return any({name.lower() for name in font} <= files for font in FONTS)


def venv_need(python: str) -> Need:
    """Debian and Ubuntu ship `venv` apart from Python, one package per version."""
    code = "import sys; print('python%d.%d-venv' % sys.version_info[:2]); import ensurepip, venv"
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=False)
    package = done.stdout.strip() or "python3-venv"
    return Need("venv", done.returncode == 0, (package,), "Python 的 venv 模块", "Python's module venv")


def package_manager(platform: str = sys.platform) -> str | None:
    if platform in {"win32", "darwin"}:
        return "msys2" if platform == "win32" else "brew"
    return next((name for name in ("apt-get", "dnf", "pacman") if shutil.which(name)), None)


def packages(needs: Iterable[Need], manager: str) -> list[str]:
    """Names of the packages that bring the needs, each once, in the words of one of MANAGERS."""
    names = [package for need in needs for package in need.packages]
    if manager != "apt-get":
        column = MANAGERS.index(manager) - 1
        names = [OTHER_NAMES[name][column] for name in names if name in OTHER_NAMES]
    return [name for name in dict.fromkeys(names) if name]


@contextmanager
def backports(names: Iterable[str]) -> Iterator[list[str]]:
    """Options that let apt-get take the packages named `package/suite` from that suite, where its own sources lead to
    Debian's packages; nothing stays configured.
    """
    suites = sorted({name.partition("/")[2] for name in names} - {""})
    if not suites:
        yield []
        return
    shown = _said(
        ["apt-get", "indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"]
    )
    mirrors = {release: uri for release, part, uri in _triples(shown) if part == "main" and "debian" in uri}
    with tempfile.TemporaryDirectory(prefix="reportgen-apt-") as folder:
        Path(folder).chmod(0o711)  # apt reads it as a user of its own
        for own in Path("/etc/apt/sources.list.d").glob("*"):
            shutil.copy(str(own), folder)
        for suite in suites:
            mirror = mirrors.get(suite.replace("-backports", ""))
            if mirror is None:  # apt then says that it knows no such package
                continue
            lines = ("Types: deb", f"URIs: {mirror}", f"Suites: {suite}", "Components: main", f"Signed-By: {KEYRING}")
            Path(folder, f"reportgen-{suite}.sources").write_text("\n".join(lines) + "\n", encoding="ascii")
        yield ["-o", f"Dir::Etc::sourceparts={folder}"]


@contextmanager
def no_daemons(policy: Path = Path("/usr/sbin/policy-rc.d")) -> Iterator[None]:
    """Keep Debian from starting a daemon only because its package is installed."""
    if os.path.lexists(str(policy)):  # as in most containers
        yield
        return
    # It holds for as long as this process lives, also when that is killed.
    policy.write_text(f"#!/bin/sh\n[ -d /proc/{os.getpid()} ] && exit 101\nexit 0\n", encoding="ascii")
    try:
        policy.chmod(0o755)
        yield
    finally:
        policy.unlink()


def install_line(needs: Sequence[Need], manager: str | None, *, sudo: bool = True) -> str:
    """The one line to type that installs what is missing; empty where no package brings it."""
    names = " ".join(packages(needs, manager)) if manager else ""
    if not names:
        return ""
    root = "sudo " if sudo else ""
    return {
        "apt-get": f"{root}apt-get update && {root}apt-get install -y --no-install-recommends {names}",
        "dnf": f"{root}dnf install -y {names}",
        "pacman": f"{root}pacman -S --needed --noconfirm {names}",
        "brew": f"brew install {names}",
        "msys2": f"pacman -S --needed --noconfirm {names}",
    }[manager or ""]


def _triples(text: str) -> list[list[str]]:
    return [words for words in map(str.split, text.splitlines()) if len(words) == len(("release", "part", "uri"))]


def _said(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    except OSError:
        return ""
    return done.stdout


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
