"""Styles that are read once for all workbooks that have the same."""

from reportgen.workbooks.opening import styles
from tests.workbooks.opening.books import book, kinds, opened


def written(number_format: str) -> bytes:
    return book([46310], prepare=lambda sheet: setattr(sheet["A1"], "number_format", number_format))


def test_workbooks_have_their_own_styles_whatever_was_read_before() -> None:
    for _ in range(2):
        assert kinds(opened(written("yyyy-mm-dd")))["A1"][0] == "date"
        assert opened(written("00000")).cells[0][2:] == ("number", 46310, "00000")
        assert opened(written('0"分"')).cells[0][2:] == ("number", 46310, '0"分"')


def test_only_a_few_styles_are_kept() -> None:
    for number in range(40):
        opened(written(f'0.0"{number}"'))
    assert len(styles._read) <= 16
