"""Starting the program as a user does, and reading what it made."""

import json
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from pypdf import PdfReader

from reportgen.cli import cli
from reportgen.model.inputs import MANIFEST

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "input_samples"


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object, cwd: Path | None = None) -> Done:
    """`reportgen` with arguments, in this process: starting Python anew would take longer than the work."""
    with chdir(cwd or Path.cwd()):
        result = CliRunner().invoke(cli, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def pdf_text(path: Path) -> str:
    """All text of a PDF, without line breaks and spaces, which are the layout's."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


def alternatives(reader: PdfReader) -> list[str]:
    """The alternative texts of a tagged PDF, in reading order."""
    found: list[str] = []

    def walk(element: Any) -> None:
        if "/Alt" in element:
            found.append(str(element["/Alt"]))
        children = element.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            below = child.get_object()
            if isinstance(below, dict):
                walk(below)

    root: Any = reader.trailer["/Root"]
    walk(root["/StructTreeRoot"].get_object())
    return found


def pdf_fonts(path: Path) -> dict[str, bool]:
    """Name of each font in a PDF -> whether it is embedded."""
    fonts: dict[str, bool] = {}
    for page in PdfReader(path).pages:
        for reference in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font = reference.get_object()
            descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = descendant["/FontDescriptor"].get_object()
            embedded = any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
            fonts[str(font["/BaseFont"])] = embedded
    return fonts


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def lasting(files: dict[str, bytes]) -> dict[str, object]:
    """Files but for what tells of the change since the run before: that depends on how far that one had come."""
    changes = {"data/changes.csv", "data/changes.html"}
    manifest = json.loads(files[MANIFEST])
    assert changes <= manifest["files"].keys()
    told = {name: info for name, info in manifest["files"].items() if name not in changes}
    manifest.get("again", {})["nothing"] = True
    rest: dict[str, object] = {name: content for name, content in files.items() if name not in changes}
    return rest | {MANIFEST: {**manifest, "files": told}}
