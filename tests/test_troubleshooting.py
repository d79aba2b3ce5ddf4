"""docs/troubleshooting.md quotes what the screen says; the program still says it."""

import re

from babel.messages.pofile import read_po

from reportgen.language import LOCALE_DIR
from reportgen.screen import STOPPED
from tests.program import ROOT

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")


def test_every_quoted_message_is_one_of_the_program() -> None:
    with (LOCALE_DIR / "zh" / "LC_MESSAGES" / "reportgen.po").open("rb") as file:
        messages = [m for m in read_po(file, locale="zh") if isinstance(m.id, str) and isinstance(m.string, str)]
    chinese = [str(m.string) for m in messages] + [STOPPED]
    english = [str(m.id) for m in messages] + [STOPPED]
    quoted = re.findall("「(.+?)」", PAGE)
    assert len(quoted) > 15
    assert [q for q in quoted if not any(q in text for text in chinese)] == []
    quoted = [part.strip() for q in re.findall("“(.+?)”", PAGE.partition("## In English")[2]) for part in q.split("…")]
    assert len(quoted) > 10
    assert [q for q in quoted if not any(q in text for text in english)] == []
