"""Texts that a report cannot show as they stand: what is told, and that the report is made all the same."""

from pathlib import Path
from typing import Any

import pytest

from tests.compare import rows
from tests.conftest import WriteBook
from tests.program import pdf_text, run

HEAD = ["工号", "姓名", "级别", "部门", "直接上级"]
NO_GLYPH = "\U0010fff0"  # private use: no font stands in
TEXT_CODES = ("unprintable-name", "missing-glyph", "long-text")


class Built:
    """A build from one roster: how it ended, what it told of texts, and the text of each report on a person."""

    def __init__(self, write_book: WriteBook, folder: Path, people: list[list[Any]]) -> None:
        write_book("名单.xlsx", {"名单": [HEAD, *people]})
        self.done = run("build", folder / "input", "--output", folder / "out")
        self.problems = [p for p in rows(folder / "out" / "data" / "problems.csv") if p["code"] in TEXT_CODES]
        self.told = [(p["severity"], p["code"], p["cell"], p["value"]) for p in self.problems]
        self.reports = [pdf_text(path) for path in sorted((folder / "out" / "people").iterdir())]
        self.people = rows(folder / "out" / "data" / "people.csv")


@pytest.mark.parametrize("ch", [NO_GLYPH, "\u202e", "\u200b"])
def test_a_name_that_cannot_be_printed_is_an_error_and_the_report_is_made(
    ch: str, write_book: WriteBook, tmp_path: Path
) -> None:
    people = [["0007", "毛小满", "4级", "一部", "苗主任"], ["0012", f"费{ch}风", "4级", "一部", "苗主任"]]
    built = Built(write_book, tmp_path, people)
    assert built.done.returncode == 1
    assert built.told == [("error", "unprintable-name", "A3", ch)]
    assert f"费[U+{ord(ch):04X}]风" in built.problems[0]["message"]
    assert len(built.reports) == 2
    assert f"费[U+{ord(ch):04X}]风" in built.reports[1]


def test_elsewhere_such_a_character_is_a_warning_told_once(write_book: WriteBook, tmp_path: Path) -> None:
    people = [[number, "毛小满", "4级", f"一{NO_GLYPH}部", f"苗{NO_GLYPH}"] for number in ("0007", "0012")]
    built = Built(write_book, tmp_path, people)
    assert built.done.returncode == 0
    assert built.told == [("warning", "missing-glyph", "A2", NO_GLYPH)]
    assert all("一[U+10FFF0]部" in text for text in built.reports)


def test_rare_names_are_printed_without_a_word(write_book: WriteBook, tmp_path: Path) -> None:
    people = [[f"000{i}", f"毛{ch}", "4级", "一部", "苗主任"] for i, ch in enumerate("镕喆堃䶮㛃𬭎")]
    built = Built(write_book, tmp_path, people)
    assert (built.done.returncode, built.told) == (0, [])
    assert all(person["name"] in text for person, text in zip(built.people, built.reports, strict=True))


def test_a_long_text_is_cut_told_once_and_whole_in_the_tables(write_book: WriteBook, tmp_path: Path) -> None:
    department = "客户" * 50
    people = [[number, "毛小满", "4级", department, "苗主任"] for number in ("0007", "0012")]
    built = Built(write_book, tmp_path, people)
    assert built.done.returncode == 0
    assert built.told == [("warning", "long-text", "A2", department)]
    assert [person["department"] for person in built.people] == [department] * 2
    assert all(("客户" * 29 + "客…" in text, department in text) == (True, False) for text in built.reports)


def test_names_and_ids_may_have_40_characters(write_book: WriteBook, tmp_path: Path) -> None:
    people = [["x" * 40, "名" * 40, "4级", "一部", ""], ["y" * 41, "名" * 41, "4级", "一部", ""]]
    told = Built(write_book, tmp_path, people).told
    assert told == [("warning", "long-text", "A3", "y" * 41), ("warning", "long-text", "A3", "名" * 41)]
