"""WeasyPrint as its guide shows it: a template, the system's font by name, and matplotlib's SVG in <img>."""

from base64 import b64encode
from pathlib import Path

import jinja2
import weasyprint

from benchmarks.rivals.figures import FAMILIES, charts
from benchmarks.rivals.plots import plots
from benchmarks.rivals.serve import View, serve

TEMPLATE = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True
).get_template("stock.html")


def render(view: View, to: Path) -> int:
    images = {name: f"data:image/svg+xml;base64,{b64encode(svg).decode()}" for name, svg in charts(view, "svg").items()}
    html = TEMPLATE.render(view=view, images=images, families=FAMILIES)
    weasyprint.HTML(string=html).write_pdf(to)
    return plots(view)


if __name__ == "__main__":
    serve(render, name=f"WeasyPrint {weasyprint.__version__} + matplotlib")
