"""Word mail merge: docxtpl fills a template, with matplotlib's pictures in it; LibreOffice makes the PDF.

A document is converted by a call of its own, as scripts do; a batch is one call for all. The user's profile of
LibreOffice is one that has been used before.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from benchmarks.rivals.figures import charts
from benchmarks.rivals.plots import plots
from benchmarks.rivals.serve import View, serve
from benchmarks.rivals.word_template import COLUMNS, template

WIDTHS = {"radar": 108, "bars": 165, "dots": 165}  # mm; others are categories


class Merge:
    """A template, and LibreOffice with a profile in a folder of ours."""

    def __init__(self, soffice: str, folder: Path) -> None:
        self.soffice, self.folder, self.template = soffice, folder, folder / "template.docx"
        template(self.template)

    def filled(self, view: View) -> Path:
        """The Word document on a person."""
        document = DocxTemplate(self.template)
        pictures = {
            name: InlineImage(document, io.BytesIO(png), width=Mm(WIDTHS.get(name, 72)))
            for name, png in charts(view, "png").items()
        }
        others = view["others"]
        rows = []
        for row in others["rows"]:
            own = [row["own"], row["score"], row["difference"]] if others["with_own"] else [row["score"]]
            rows.append(filled_up([row["name"], *own, *row["seen"]], COLUMNS + 1))
        heads = filled_up([column["label"] for column in others["columns"]], COLUMNS)
        document.render({"view": view, "charts": pictures, "seen": rows, "heads": heads}, autoescape=True)
        path = self.folder / f"{view['page']['who'].split()[-1]}.docx"
        document.save(path)
        return path

    def converted(self, files: Sequence[Path], to: Path) -> None:
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        command: list[str | Path] = [self.soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", to, *files]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def render(self, view: View, to: Path) -> int:
        document = self.filled(view)
        self.converted([document], self.folder)
        document.with_suffix(".pdf").replace(to)
        return plots(view)

    def batch(self, views: list[View], to: Path) -> int:
        self.converted([self.filled(view) for view in views], to)
        return sum(map(plots, views))


def filled_up(texts: list[str], length: int) -> list[str]:
    return [*texts, *[""] * (length - len(texts))]


if __name__ == "__main__":
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        sys.exit("LibreOffice (soffice) is not installed.")
    with tempfile.TemporaryDirectory() as name:
        merge = Merge(found, Path(name))
        serve(merge.render, merge.batch, name=f"docxtpl {version('docxtpl')} + LibreOffice")
