"""Typst in one warm process: a template that draws its charts itself, the person's texts and numbers as JSON."""

import json
from importlib.metadata import version
from pathlib import Path

import typst

from benchmarks.rivals.plots import plots
from benchmarks.rivals.serve import View, serve

COMPILER = typst.Compiler(str(Path(__file__).with_name("report.typ")))


def render(view: View, to: Path) -> int:
    COMPILER.compile(output=str(to), format="pdf", sys_inputs={"view": json.dumps(view, ensure_ascii=False)})
    return plots(view)


if __name__ == "__main__":
    serve(render, name=f"Typst {version('typst')}")
