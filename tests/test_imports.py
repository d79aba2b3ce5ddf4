"""The rule of the house on imports: they point down only, and one third-party library belongs to one room."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "reportgen"

ROOMS = {"workbooks", "assessment", "reports", "outputs", "delivery", "engine"}
GROUND = {"model", "code", "codes", "mail_codes", "problems", "language", "failures", "futures", "machine", "__init__"}
ABOVE = {
    "cli": {"pipeline", "settings", "screen", "preparing", "mail_command", "watch_command"},
    "mail_command": {"pipeline", "settings", "screen", "preparing"},
    "watch_command": {"pipeline", "settings", "screen", "preparing"},
    "preparing": {"pipeline", "settings", "screen"},
    "screen": {"pipeline", "settings"},
    "pipeline": {"settings"},
    "settings": set[str](),
    "__main__": {"cli"},
}

LIBRARIES = {
    "openpyxl": {"workbooks", "outputs"},
    "xlrd": {"workbooks/opening/old_excel.py"},
    "matplotlib": {"reports/charts.py", "reports/surface.py"},
    "jinja2": {"reports/html.py"},
    "weasyprint": {
        f"reports/{name}.py" for name in ("pdf", "pdf_document", "pdf_pictures", "pdf_shortcuts", "font_subset")
    },
    "pydyf": {"reports/pdf_shortcuts.py"},
    "fontTools": {"reports/fonts.py", "reports/font_making.py"},
    "pandas": {"model/inputs.py", "model/results.py", "workbooks", "assessment", "outputs"},
    "defusedxml": {"workbooks/opening"},
    "filelock": {"outputs/disk.py", "outputs/lock.py"},
    "smtplib": {"delivery"},
    "sqlite3": {"delivery/ledger.py"},
    "pypdfium2": {"outputs/pdf_pages.py"},
    "pikepdf": {"outputs/protection.py"},
    "distributed": {"engine/cluster.py"},
    "dask": {"engine/cluster.py"},
    "rich": {"screen.py"},
    "click": {"cli.py", "mail_command.py", "watch_command.py", "screen.py"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Full names of everything a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def room(name: str) -> str:
    """The room of a dotted name inside the package: `reportgen.model.types.Model` is in `model`."""
    part = [*name.split("."), ""][1]
    return part if (PACKAGE / part).is_dir() or (PACKAGE / f"{part}.py").exists() else "__init__"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_down_only(path: Path) -> None:
    here = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    allowed = GROUND | {here}
    if here in ("cli", "mail_command", "watch_command", "preparing", "screen", "pipeline"):
        allowed |= ROOMS
    allowed |= ABOVE.get(here, set())
    inside = {name for name in imported(path) if name == "reportgen" or name.startswith("reportgen.")}
    assert {name for name in inside if room(name) not in allowed} == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_library_is_used_in_its_rooms_only(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    for name in imported(path):
        rooms = LIBRARIES.get(name.partition(".")[0])
        assert rooms is None or any(place == r or place.startswith(f"{r}/") for r in rooms), name


@pytest.mark.parametrize("path", [p for p in modules() if p.parts[-2] == "assessment"], ids=lambda path: path.name)
def test_the_numbers_are_pure(path: Path) -> None:
    assert not imported(path) & {"os", "pathlib", "time", "random", "logging", "sys"}
    assert "print(" not in path.read_text(encoding="utf-8")
    assert "round(" not in path.read_text(encoding="utf-8"), "Python rounds half to even"


def test_no_module_has_grown_past_its_noun() -> None:
    assert {p.name for p in modules() if len(p.read_text(encoding="utf-8").splitlines()) > 400} == set()
