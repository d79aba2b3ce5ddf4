"""Collect the texts of code and templates into the Chinese catalogue and compile it.

`tools/translations.py` updates `reportgen.po` and writes `reportgen.mo`; texts that are gone leave the catalogue.
`tools/translations.py --check` changes nothing and exits 1 when the catalogue is not up to date or not complete.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "reportgen" / "locale" / "zh" / "LC_MESSAGES"
METHODS = [("reportgen/**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"N_": None, "lang": None, "_": None, "plural": (1, 2), "ngettext": (1, 2)}
OPTIONS = {"templates/**.html": {"silent": "false", "trimmed": "true"}}


def collected() -> Catalog:
    """The texts of code and templates."""
    catalog = Catalog(project="reportgen")
    for file, _, message, comments, context in extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS):
        catalog.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalog


def updated() -> Catalog:
    """The catalogue with new texts added, untranslated, and old ones gone."""
    with (FOLDER / "reportgen.po").open("rb") as file:
        catalog = read_po(file, locale="zh")
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def po_text(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, omit_header=False, sort_output=True, no_location=True, ignore_obsolete=True)
    return b"\n".join(
        line
        for line in buffer.getvalue().split(b"\n")
        if not line.startswith((b'"POT-Creation', b'"PO-Revision', b'"Generated'))
    )


def mo_bytes(catalog: Catalog) -> bytes:
    catalog.creation_date = catalog.revision_date = datetime(2000, 1, 1, tzinfo=UTC)  # the same bytes every day
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Texts without a translation, or with one that is marked as doubtful and would not be compiled."""
    return [
        str(m.id)
        for m in catalog
        if m.id and (m.fuzzy or not all(m.string if isinstance(m.string, tuple) else (m.string,)))
    ]


def main() -> int:
    catalog = updated()
    missing = untranslated(catalog)
    for text in missing:
        print("untranslated:", text)
    if "--check" in sys.argv[1:]:
        stale = po_text(catalog) != (FOLDER / "reportgen.po").read_bytes()
        print("catalogue is stale: run make translations" if stale else "catalogue is up to date")
        return int(stale or bool(missing))
    (FOLDER / "reportgen.po").write_bytes(po_text(catalog))
    with (FOLDER / "reportgen.po").open("rb") as file:
        clean = read_po(file, locale="zh")
    (FOLDER / "reportgen.mo").write_bytes(mo_bytes(clean))
    return 0


if __name__ == "__main__":
    sys.exit(main())
