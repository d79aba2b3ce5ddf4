"""The comparer of the golden tests notices what it is there to notice."""

from pathlib import Path

from tests.compare import differences


def tables(tmp_path: Path, expected: str, written: str) -> list[str]:
    for folder, text in (("expected", expected), ("written", written)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "people.csv").write_text(text, encoding="utf-8-sig")
    return differences(tmp_path / "expected" / "people.csv", tmp_path / "written" / "people.csv")


def test_equal_tables_differ_in_nothing_whatever_the_order(tmp_path: Path) -> None:
    assert tables(tmp_path, "person_id,overall\n1,4.5\n2,3\n", "person_id,overall\n2,3\n1,4.5\n") == []


def test_another_cell_a_missing_row_and_a_row_too_many_are_told(tmp_path: Path) -> None:
    assert tables(tmp_path, "person_id,overall\n1,4.5\n2,3\n", "person_id,overall\n1,4.50\n3,3\n") == [
        "('1',) overall: '4.5' expected, '4.50' written",
        "('2',): no such row",
        "('3',): a row too many",
    ]
