"""Comments as readers see them: none of too few people, each text once, no names."""

from reportgen.assessment.remarks import remarks_shown


def peers(*texts: str) -> list[tuple[str, tuple[str, str]]]:
    return [("peer", (f"rater {n}", text)) for n, text in enumerate(texts)]


def test_what_several_wrote_alike_is_shown_once_and_counts_for_each_of_them() -> None:
    remarks, told, _ = remarks_shown(peers("稳", "稳", "稳"), (), 3, ())
    assert (remarks.others, remarks.withheld, len(told)) == (("稳",), False, 3)


def test_comments_that_are_alike_without_their_names_are_shown_once() -> None:
    remarks, _, _ = remarks_shown(peers("多问甲乙", "多问丙丁", "稳"), (), 3, ("甲乙", "丙丁"))
    assert sorted(remarks.others) == ["多问×××", "稳"]


def test_comments_of_too_few_are_not_shown_however_many_they_wrote() -> None:
    comments = [("peer", ("a", "稳")), ("peer", ("a", "快")), ("customer", ("b", "准"))]
    remarks, told, _ = remarks_shown(comments, (), 3, ())
    assert (remarks.others, remarks.withheld, told) == ((), True, ())
