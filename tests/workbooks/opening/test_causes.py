"""Causes of refusal: each has a reason that ends a sentence, and a remedy that is one."""

import pytest

from reportgen.language import Language
from reportgen.workbooks.opening.causes import CAUSES
from reportgen.workbooks.opening.raw import UnreadableWorkbookError

ALL = {
    *("empty", "not-a-workbook", "incomplete", "password", "old-or-damaged-xls", "too-large", "doctype", "encoding"),
    *("extent", "merge", "duplicate-part", "strict", "no-sheets", "order", "binary-workbook", "external", "time"),
    *("memory", "unread"),
}


def test_the_causes_are_these() -> None:
    assert {key.partition(".")[0] for key in CAUSES} == ALL
    assert set(CAUSES) >= ALL


@pytest.mark.parametrize("key", CAUSES)
def test_reason_and_remedy_are_texts_in_both_languages(key: str, zh: Language, en: Language) -> None:
    error = UnreadableWorkbookError(key)
    assert error.cause in ALL
    assert not error.reason.endswith(".")
    assert error.remedy.endswith(".")
    assert en(error.remedy) == error.remedy
    assert zh(error.reason) != error.reason
    assert zh(error.remedy).endswith("。")
