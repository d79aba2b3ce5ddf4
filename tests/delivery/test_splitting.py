"""Attachments spread over mails: as few as their order allows, none larger than it may be."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.delivery.message import composed, told_apart
from reportgen.delivery.splitting import MAIL_HEAD, Spread, encoded, split
from reportgen.model.mail import Addressee, Letter

LETTER = Letter("reports", "2026", Addressee("chu@example.com", "褚景行"), ())


def mail(files: list[tuple[str, bytes]], subject: str = "报告") -> bytes:
    return composed(LETTER, "hr@example.com", "人力资源部", "", subject, "正文", "<p>正文", files)


def fewest(sizes: list[int], room: int) -> int:
    """The fewest mails that hold all in order, by trying every place to cut."""
    best = [0] + [len(sizes)] * len(sizes)
    for end in range(1, len(sizes) + 1):
        for start in range(end):
            if sum(encoded(n) for n in sizes[start:end]) <= room:
                best[end] = min(best[end], best[start] + 1)
    return best[-1]


def test_what_fits_stays_in_one_mail() -> None:
    assert split([1000, 1000, 1000], 500, 50_000) == Spread(((0, 1, 2),), ())


def test_what_does_not_fit_goes_into_further_mails_in_order() -> None:
    most = 2 * encoded(1000) + MAIL_HEAD
    assert split([1000, 1000, 1000, 1000, 1000], 0, most) == Spread(((0, 1), (2, 3), (4,)), ())


def test_what_fits_into_no_mail_is_told_apart() -> None:
    assert split([10, 90_000, 10], 0, 50_000) == Spread(((0, 2),), (1,))
    assert split([10], 60_000, 50_000) == Spread((), (0,))


def test_without_attachments_there_is_no_mail_to_split() -> None:
    assert split([], 500, 50_000) == Spread((), ())


@given(st.lists(st.integers(0, 40_000), max_size=12), st.integers(0, 5_000), st.integers(5_000, 90_000))
def test_all_are_there_in_order_and_no_fewer_mails_would_do(sizes: list[int], fixed: int, most: int) -> None:
    spread = split(sizes, fixed, most)
    room = most - fixed - MAIL_HEAD
    assert sorted([*(n for one in spread.mails for n in one), *spread.too_large]) == list(range(len(sizes)))
    assert [n for one in spread.mails for n in one] == sorted(n for one in spread.mails for n in one)
    assert all(encoded(sizes[n]) > room for n in spread.too_large)
    assert all(one and sum(encoded(sizes[n]) for n in one) <= room for one in spread.mails)
    assert len(spread.mails) == fewest([size for n, size in enumerate(sizes) if n not in spread.too_large], room)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=90), st.integers(0, 9_000)), max_size=6), st.integers(8_000, 40_000))
def test_no_mail_is_larger_than_it_may_be_when_it_is_composed(files: list[tuple[str, int]], most: int) -> None:
    names = told_apart([f"{name}.pdf" for name, _ in files])
    fixed = len(mail([]))
    for one in split([size for _, size in files], fixed, most).mails:
        content = mail([(names[n], b"\xff" * files[n][1]) for n in one], f"报告（{10_000}/{10_000}）")
        assert len(content) + len(b"Date: Sun, 22 Nov 2026 15:29:28 +0000\r\n") <= most
