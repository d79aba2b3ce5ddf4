"""Write the table of problem codes into README.md; `--check` only says whether it is up to date."""

import string
import sys
from pathlib import Path

from reportgen.codes import CODES
from reportgen.language import language

README = Path(__file__).resolve().parent.parent / "README.md"
START, END = "<!-- problem codes: written by tools/problem_codes.py -->\n", "<!-- end of problem codes -->"


def plain(text: str) -> str:
    """A text with its places shown as … and hints gone."""
    shown = "".join(
        literal + ("…" if name and name != "hint" else "") for literal, name, _, _ in string.Formatter().parse(text)
    )
    return shown.replace("|", "\\|")


def table() -> str:
    zh = language("zh")
    lines = ["| code | | what is wrong | what to do | 中文 |", "|---|---|---|---|---|"]
    for severity in ("error", "warning"):
        lines += [
            f"| `{code}` | {severity} | {plain(kind.what)} | {plain(kind.remedy)} | {plain(zh(kind.what))}{plain(zh(kind.remedy))} |"
            for code, kind in CODES.items()
            if kind.severity == severity
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    wanted = f"{before}{START}\n{table()}\n{END}{after}"
    if "--check" in sys.argv[1:]:
        return int(wanted != text)
    README.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
