"""Comments as readers may see them."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from reportgen.assessment.remarks import remarks_shown
from reportgen.model.issued import Issue, Remark
from reportgen.model.results import Remarks

Comment = tuple[str, Remark]


def peers(**texts: str) -> list[Comment]:
    return [("peer", (rater, text)) for rater, text in texts.items()]


def shown(comments: Sequence[Comment], past: Sequence[Issue] = (), minimum: int = 3, *names: str) -> Remarks:
    return remarks_shown(comments, past, minimum, names)[0]


def issue(comments: Sequence[Comment], past: Sequence[Issue] = (), minimum: int = 3) -> Issue:
    return Issue(minimum, remarks=remarks_shown(comments, past, minimum, ())[1])


def test_comments_of_two_raters_are_not_shown_and_it_is_said_that_there_are_some() -> None:
    assert shown(peers(a="好", b="行")) == Remarks(withheld=True)


def test_three_comments_of_one_rater_are_those_of_one() -> None:
    assert shown([("peer", ("a", text)) for text in ("好", "行", "可")]) == Remarks(withheld=True)


def test_comments_of_three_raters_of_whatever_relation_are_shown() -> None:
    comments = [("peer", ("a", "好")), ("customer", ("b", "行")), ("subordinate", ("c", "可"))]
    assert sorted(shown(comments).others) == sorted(["好", "行", "可"])


def test_nobody_commented() -> None:
    assert shown([]) == Remarks()


def test_the_persons_own_and_the_supervisors_comments_stand_apart_and_each_once() -> None:
    comments = [
        ("self", ("self", "我")),
        ("supervisor", ("s", "不错")),
        ("supervisor", ("s", "不错")),
        ("peer", ("s", "又来")),
    ]
    assert shown(comments) == Remarks(own=("我",), supervisor=("不错",))


@given(st.permutations([("a", "好"), ("b", "行"), ("c", "可"), ("d", "还可以")]), st.permutations("abcd"))
def test_their_order_tells_neither_who_wrote_them_nor_where_they_stood(
    remarks: list[tuple[str, str]], raters: list[str]
) -> None:
    comments = [("peer", (rater, text)) for rater, (_, text) in zip(raters, remarks, strict=True)]
    assert shown(comments) == shown(peers(a="好", b="行", c="可", d="还可以"))


def test_raters_names_cannot_be_read() -> None:
    comments = peers(a="我是王小明，王小明认为他很好", b="Ann Lee and Bob, signed: ANN LEE", c="Anna is fine")
    found = shown(comments, (), 3, "王小明", "Ann Lee", "Ann", "", "我")
    assert sorted(found.others) == sorted(["我是×××，×××认为他很好", "××× and Bob, signed: ×××", "Anna is fine"])


def test_one_late_comment_waits_for_two_more() -> None:
    first = issue(peers(a="好", b="行", c="可"))
    late, told, n = remarks_shown(peers(a="好", b="行", c="可", d="迟"), [first], 3, ())
    assert ("迟" in late.others, len(told), n) == (False, 3, 1)
    assert "迟" in shown(peers(a="好", b="行", c="可", d="迟", e="也迟", f="更迟"), [first]).others


def test_an_older_issue_counts_as_much_as_the_last() -> None:
    first = issue(peers(a="1", b="2", c="3"))
    second = issue(peers(a="1", b="2", c="3", d="4", e="5", f="6"), [first])
    late = peers(a="1", b="2", c="3", g="7")
    assert len(shown(late, [second]).others) == 6, "7 is new, and its writer the only one who is"
    swapped = peers(a="1", b="2", c="3", g="7", h="8", i="9")
    assert "9" in shown(swapped, [first]).others, "three are new"
    assert len(shown(late, [first, second]).others) == 6, "beside the first issue, 7 is that of the one who came late"


def test_comments_taken_back_by_one_stay_as_they_were() -> None:
    first = issue(peers(a="1", b="2", c="3"))
    assert shown(peers(a="1", b="2"), [first]).others == shown(peers(a="1", b="2", c="3")).others


def test_after_an_open_evaluation_the_one_late_comment_is_not_shown() -> None:
    first = issue(peers(a="1", b="2"), minimum=1)
    late = peers(a="1", b="2", c="3")
    assert shown(late, [first]) == Remarks(withheld=True)
    second = issue(late, [first])
    assert shown(late, [first, second]) == Remarks(withheld=True)


def test_with_a_minimum_of_one_all_are_shown() -> None:
    assert shown(peers(a="好"), (), 1).others == ("好",)


def test_what_several_wrote_alike_is_shown_once_and_counts_for_each_of_them() -> None:
    remarks, told, _ = remarks_shown(peers(a="稳", b="稳", c="稳"), (), 3, ())
    assert (remarks, len(told)) == (Remarks(others=("稳",)), 3)


def test_comments_that_are_alike_without_their_names_are_shown_once() -> None:
    assert sorted(shown(peers(a="多问甲乙", b="多问丙丁", c="稳"), (), 3, "甲乙", "丙丁").others) == ["多问×××", "稳"]


def test_names_are_made_illegible_with_whatever_space_within_them() -> None:
    comments = peers(a="孙 三也在场", b="请问孙\u3000三", c="问过 Ann  Lee 和赵一")
    seen = shown(comments, (), 3, "孙三", "Ann Lee", "赵 一")
    assert sorted(seen.others) == sorted(["×××也在场", "请问×××", "问过 ××× 和×××"])
