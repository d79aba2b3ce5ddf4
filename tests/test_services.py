"""What other programs make of our files: LibreOffice opens the workbook and our inputs, a browser shows the index."""

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from tests.compare import differences
from tests.conftest import GOLDEN
from tests.program import run

pytestmark = pytest.mark.services

CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def office(path: Path, kind: str, target: Path) -> Path:
    """A file as LibreOffice saves it in another format."""
    profile = f"-env:UserInstallation=file://{target}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return target / f"{path.stem}.{kind}"


def cells(path: Path) -> dict[str, list[list[object]]]:
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in openpyxl.load_workbook(path)
    }


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("services") / "out"
    assert run("build", GOLDEN / "weighted" / "input", "--output", folder).returncode == 0
    return folder


def test_libreoffice_opens_the_results_and_keeps_every_value(output: Path, tmp_path: Path) -> None:
    saved = office(output / "results.xlsx", "xlsx", tmp_path)
    assert cells(saved) == cells(output / "results.xlsx")


def test_libreoffice_finds_the_workbooks_that_the_list_of_problems_links_to(tmp_path: Path) -> None:
    folder = tmp_path / "输出 1"
    run("check", GOLDEN / "faulty" / "input", "--output", folder)
    saved = office(folder / "problems.xlsx", "fods", tmp_path).read_text(encoding="utf-8")
    links = [unescape(link) for link in re.findall(r'xlink:href="([^"]*)"', saved)]
    outside = [link.partition("#") for link in links if not link.startswith("#")]
    assert "'评分矩阵'!H5" in {place for _, _, place in outside}
    assert len(outside) > 20
    for file, _, _ in outside:
        assert (tmp_path / unquote(file)).is_file(), file


def test_workbooks_saved_by_libreoffice_give_the_same_numbers(tmp_path: Path) -> None:
    source = GOLDEN / "weighted" / "input"
    folder = tmp_path / "input"
    folder.mkdir()
    shutil.copy(source / "reportgen.toml", folder)
    for number, path in enumerate(sorted(source.rglob("*.xlsx"))):
        target = tmp_path / "input" / str(number)
        target.mkdir()
        office(path, "xlsx", target)
        shutil.rmtree(target / "profile", ignore_errors=True)
    done = run("build", folder, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("scores.csv", "people.csv", "recalibration.csv"):
        assert differences(GOLDEN / "weighted" / "expected" / name, tmp_path / "out" / "data" / name) == []


def test_a_browser_shows_the_index_and_its_script_runs(output: Path, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert browser is not None
    page = (output / "index.html").as_uri()
    command = [browser, *CHROMIUM, f"--user-data-dir={tmp_path}", "--dump-dom", page]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", timeout=120).stdout
    assert ">6 / 6</span>" in shown
