"""Style sheets: tokens put in, and only the rules for the language of the pages."""

import re

import pytest

from reportgen.reports.css import stylesheet
from reportgen.reports.documents import GRADE_CSS, HANDBOOK_CSS, PERSON_CSS, RECALIBRATION_CSS


@pytest.mark.parametrize("names", [PERSON_CSS, GRADE_CSS, HANDBOOK_CSS, RECALIBRATION_CSS])
def test_pages_get_no_rules_for_another_language_and_all_the_others(names: tuple[str, ...]) -> None:
    whole, chinese, english = (stylesheet(names, "Some Family", "", lang) for lang in ("", "zh", "en"))
    assert english == whole
    assert ":lang" in english
    assert ":lang" not in chinese
    rules = [rule for rule in re.findall(r"[^{}]*\{[^{}]*\}", whole) if ":lang(en)" not in rule]
    assert re.findall(r"[^{}]*\{[^{}]*\}", chinese) == rules


def test_tokens_stand_as_their_values() -> None:
    assert "var(" not in stylesheet(PERSON_CSS, "Some Family")
    assert '"Some Family"' in stylesheet(("base",), "Some Family")
    assert "#123456" in stylesheet(("base",), "Some Family", "#123456")
