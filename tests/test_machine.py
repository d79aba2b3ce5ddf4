"""The machine's checks and the set-up of a checkout, tried for real on small checkouts with empty lock files."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

from reportgen import machine

ROOT = Path(__file__).resolve().parent.parent
FONT = machine.Need("font", False, ("fonts-noto-cjk",), "字体", "a font")
PANGO = machine.Need("pango", False, ("libpango-1.0-0", "libpangoft2-1.0-0"), "排版", "layout")
VENV = machine.Need("venv", False, ("python3.11-venv",), "venv", "venv")
APT = "sudo apt-get install -y --no-install-recommends"
THERE = machine.Need("there", True, ("nothing",), "有", "there")


def load_bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "tools" / "bootstrap.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


bootstrap = load_bootstrap()


# Checks of the machine


def test_this_machine_has_what_reports_need() -> None:
    assert machine.missing_needs(machine.checks()) == []


def test_only_what_is_not_present_is_missing() -> None:
    assert machine.missing_needs([THERE, FONT]) == [FONT]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_a_library_that_no_system_has_is_missing(platform: str, tmp_path: Path) -> None:
    library = machine.Library("libno.so.0", "libno.dylib", "libno.dll", "libno0", "无", "none")
    assert not machine.library_present(library, platform, [tmp_path])


def test_on_windows_a_library_is_found_by_its_file(tmp_path: Path) -> None:
    library = machine.LIBRARIES[0]
    (tmp_path / library.windows).touch()
    assert machine.library_present(library, "win32", [tmp_path / "absent", tmp_path])


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ([], False),
        (["NotoSansCJK-Regular.ttc"], False),
        (["NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"], True),
        (["NotoSansSC-Regular.ttf", "NotoSansSC-Bold.otf"], False),
        (["MSYH.TTC", "MSYHBD.TTC"], True),
        (["wqy-microhei.ttc"], False),
    ],
)
def test_a_chinese_font_counts_only_with_its_bold(files: list[str], found: bool, tmp_path: Path) -> None:
    folder = tmp_path / "opentype" / "noto"
    folder.mkdir(parents=True)
    for name in files:
        (folder / name).touch()
    assert machine.font_present([tmp_path]) == found


def test_a_python_that_does_not_run_lacks_venv(tmp_path: Path) -> None:
    broken = tmp_path / "python3"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert machine.venv_need(str(broken)) == machine.Need(
        "venv", False, ("python3-venv",), "Python 的 venv 模块", "Python's module venv"
    )


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        (
            "apt-get",
            f"sudo apt-get update && {APT} libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk python3.11-venv",
        ),
        ("dnf", "sudo dnf install -y pango google-noto-sans-cjk-fonts"),
        ("pacman", "sudo pacman -S --needed --noconfirm pango noto-fonts-cjk"),
        ("brew", "brew install pango font-noto-sans-cjk-sc"),
        ("msys2", "pacman -S --needed --noconfirm mingw-w64-ucrt-x86_64-pango"),
        (None, ""),
    ],
)
def test_the_install_line_speaks_the_package_managers_language(manager: str | None, line: str) -> None:
    assert machine.install_line([PANGO, FONT, VENV], manager) == line


def test_root_needs_no_sudo_and_nothing_to_install_gives_no_line() -> None:
    assert machine.install_line([FONT], "dnf", sudo=False) == "dnf install -y google-noto-sans-cjk-fonts"
    assert machine.install_line([VENV], "brew") == ""


# The mail server of the tests


@pytest.mark.parametrize(
    ("says", "present"),
    [
        ("version: OpenSMTPD 6.8.0p2", False),
        ("version: OpenSMTPD 7.4.0-portable", True),
        ("version: OpenSMTPD 10.0", True),
        ("another program of that name", False),
    ],
)
def test_only_a_mail_server_new_enough_for_tls_will_do(
    says: str, present: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "smtpd"
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert machine.mail_server_need().present == present


@pytest.mark.parametrize(
    ("release", "line"),
    [
        ("ID=debian\nVERSION_CODENAME=bookworm\n", "opensmtpd/bookworm-backports"),
        ("ID=debian\nVERSION_CODENAME=trixie\n", "opensmtpd"),
        (None, "opensmtpd"),
    ],
)
def test_debian_12_gets_the_mail_server_from_its_backports(
    release: str | None, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_said", lambda _: "bookworm main http://mirror.example/debian\n")
    if release is not None:
        (tmp_path / "os-release").write_text(release)
    need = machine.mail_server_need(tmp_path / "os-release")
    assert machine.packages([need], "apt-get") == [line]
    with machine.backports([line]) as options:
        folders = [Path(option.partition("=")[2]) for option in options if "=" in option]
        written = "".join(p.read_text() for f in folders for p in f.glob("reportgen-*"))
    assert ("Suites: bookworm-backports" in written) == ("/" in line)
    assert ("URIs: http://mirror.example/debian\n" in written) == ("/" in line)
    assert not any(f.exists() for f in folders)


def test_without_a_mirror_of_its_own_nothing_is_added_to_the_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_said", lambda _: "")
    with machine.backports(["opensmtpd/bookworm-backports"]) as options:
        folder = Path(options[1].partition("=")[2])
        assert list(folder.glob("reportgen-*")) == []


def test_no_daemon_starts_while_packages_are_installed(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    with machine.no_daemons(policy):
        assert subprocess.run([policy], check=False).returncode == 101
        left = policy.read_text()
        with machine.no_daemons(policy):  # one that is there stays as it is
            assert policy.read_text() == left
        assert policy.exists()
    assert not policy.exists()
    policy.write_text(left.replace(f"/proc/{os.getpid()}", "/proc/0"))  # what a set-up that was killed leaves
    policy.chmod(0o755)
    assert subprocess.run([policy], check=False).returncode == 0


# The lock files


def pins(lock: str) -> dict[str, Requirement]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {pin.name: pin for pin in (Requirement(line.removesuffix(" \\")) for line in lines if "==" in line)}


LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_pins_what_the_project_asks_for(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups, program = project["dependency-groups"], project["project"]["dependencies"]
    wanted = {LOCKS[0]: program, LOCKS[1]: program + groups["dev"], LOCKS[2]: groups["bench"]}[lock]
    for requirement in map(Requirement, wanted):
        (pin,) = pins(lock)[requirement.name].specifier
        assert requirement.specifier.contains(pin.version), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not any(line.startswith("-") for line in text.splitlines())


def test_development_uses_the_versions_that_reports_use() -> None:
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in runtime} == runtime


def test_benchmarks_compare_with_the_versions_that_reports_use() -> None:
    runtime, rivals = pins("requirements.lock"), pins("requirements-bench.lock")
    for name in ("matplotlib", "openpyxl", "pandas", "weasyprint"):
        assert rivals[name] == runtime[name]


# What a set-up says when it fails


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "磁盘"),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\nERROR: No matching",
            "网络",
        ),
        ("E: Failed to fetch http://mirror/pango.deb  Temporary failure resolving 'mirror'", "网络"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7", "另一个程序"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "校验值"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "64 位"),
        ("something else", "详细记录"),
    ],
)
def test_a_failed_steps_log_becomes_a_sentence(log: str, words: str) -> None:
    zh, en = bootstrap.explain(log)
    assert words in zh
    assert en.isascii()


# Set-ups, made for real; the lock files are empty, so that no package source is asked


def small_checkout(root: Path) -> Path:
    (root / "tools").mkdir(parents=True)
    (root / "reportgen").mkdir()
    shutil.copy(ROOT / "tools" / "bootstrap.py", root / "tools")
    shutil.copy(ROOT / "reportgen" / "machine.py", root / "reportgen")
    (root / "reportgen" / "__init__.py").touch()
    (root / "requirements.lock").touch()
    (root / "requirements-dev.lock").touch()
    (root / "requirements-bench.lock").touch()
    return root


def set_up(root: Path, *options: str) -> str:
    command = [sys.executable, str(root / "tools" / "bootstrap.py"), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root.parent, encoding="utf-8")
    assert done.stdout == ""
    return done.stderr


def imported_from(root: Path) -> Path:
    """Where the checkout's Python finds the package, asked from another folder and in a plain C locale."""
    command = [
        str(bootstrap.Checkout(root).python),
        "-P",
        "-c",
        "import os, reportgen; print(ascii(reportgen.__path__[0]))",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=root.parent, env={"LC_ALL": "C", "PATH": os.defpath}
    )
    return Path(done.stdout.strip().strip("'").encode("ascii").decode("unicode_escape")).parent


def test_a_second_set_up_does_nothing_and_a_changed_lock_does_it_again(tmp_path: Path) -> None:
    root = small_checkout(tmp_path / "新 文件夹")
    checkout = bootstrap.Checkout(root)
    assert "准备完成" in set_up(root)
    assert imported_from(root) == root
    assert checkout.ready("runtime")
    assert not checkout.ready("dev")
    assert set_up(root) == ""

    (root / "requirements.lock").write_text("# another\n")
    assert not checkout.ready("runtime")
    assert "准备完成" in set_up(root)
    assert checkout.ready("runtime")


def test_a_set_up_for_development_serves_reports_too(tmp_path: Path) -> None:
    root = small_checkout(tmp_path / "checkout")
    set_up(root, "--dev")
    assert set_up(root) == ""


def test_what_the_benchmarks_compare_with_has_an_environment_of_its_own(tmp_path: Path) -> None:
    checkout = small_checkout(tmp_path / "checkout")
    rivals = bootstrap.Rivals(checkout)
    bootstrap.set_up(rivals, "bench")
    assert rivals.ready("bench")
    assert rivals.python.is_relative_to(checkout / ".venv-bench")
    assert not bootstrap.Checkout(checkout).venv.exists()


def test_a_moved_checkout_and_a_lost_interpreter_heal(tmp_path: Path) -> None:
    old = small_checkout(tmp_path / "old")
    set_up(old)
    root = old.rename(tmp_path / "新 place")
    set_up(root)
    assert imported_from(root) == root
    assert str(old) not in (root / ".venv" / "bin" / "activate").read_text(encoding="utf-8")

    python = bootstrap.Checkout(root).python
    python.unlink()
    python.symlink_to(tmp_path / "no-such-python")
    set_up(root)
    assert imported_from(root) == root


def test_a_failed_set_up_is_not_taken_for_complete(tmp_path: Path) -> None:
    root = small_checkout(tmp_path / "checkout")
    checkout = bootstrap.Checkout(root)
    set_up(root)
    (root / "requirements.lock").write_text("./no-such-package.whl --hash=sha256:00\n")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        set_up(root)
    assert failed.value.returncode == 2
    assert str(checkout.log) in failed.value.stderr
    assert not checkout.ready("runtime")

    left = checkout.venv / "left-over"
    left.touch()
    (root / "requirements.lock").write_text("")
    set_up(root)
    assert checkout.ready("runtime")
    assert not left.exists()


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {}, "home/.cache/reportgen"),
        ("linux", {"XDG_CACHE_HOME": "x"}, "x/reportgen"),
        ("darwin", {}, "home/Library/Caches/reportgen"),
        ("win32", {"LOCALAPPDATA": "local"}, "local/reportgen/cache"),
        ("win32", {"LOCALAPPDATA": "local", "REPORTGEN_CACHE": "mine"}, "mine"),
    ],
)
def test_what_can_be_made_again_is_kept_where_the_system_keeps_such_things(
    platform: str, variables: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REPORTGEN_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "home", "USERPROFILE": "home", **variables}.items():
        monkeypatch.setenv(name, value)
    assert machine.cache_folder(platform) == Path(folder)
