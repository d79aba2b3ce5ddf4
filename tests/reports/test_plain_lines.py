"""Lines of plain text: never too long, words whole, no line that begins with a mark."""

import pytest

from reportgen.reports.plain_lines import columns, folded


def test_chinese_is_twice_as_wide() -> None:
    assert columns("报告 2026") == 9
    assert columns("e\u0301") == 1


def test_chinese_breaks_anywhere_but_before_a_mark() -> None:
    assert folded("一二三四，五六七", width=8) == "一二三\n四，五六\n七"
    assert folded("一二三（四五）六", width=8) == "一二三\n（四五）\n六"


def test_words_stay_whole_and_blanks_do_not_begin_a_line() -> None:
    assert folded("one two three", width=8) == "one two\nthree"
    assert folded("请看 data/admin.html 文件", width=12) == "请看\ndata/admin.h\ntml 文件"


def test_lines_after_the_first_are_indented_alike() -> None:
    assert folded("甲乙丙丁", "1. ", "   ", width=7) == "1. 甲乙\n   丙丁"


@pytest.mark.parametrize("text", ["", " ", "，，，，，，，，，", "（" * 30, "a" * 100, "一，" * 50])
def test_nothing_is_lost_and_nothing_too_long(text: str) -> None:
    lines = folded(text, "- ", "  ", width=20)
    assert "".join(lines.split()) == "-" + "".join(text.split())
    assert max(columns(line) for line in lines.split("\n")) <= 20
