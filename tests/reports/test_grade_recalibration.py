"""What a grade's report says of the votes on its levels: voted, agreed, adopted, in force."""

from dataclasses import replace
from datetime import date

import pytest

from reportgen.assessment.recalibration import line_of
from reportgen.language import Language
from reportgen.model.history import Adopted
from reportgen.model.results import Assessment, Recalibrated, Standards
from reportgen.model.types import Model
from reportgen.problems import Source
from reportgen.reports.grade_recalibration import RecalibrationView, recalibration_view
from reportgen.reports.typography import JOINER
from tests.reports.cases import assessment, texts

END = date(2026, 12, 31)
LINE = Adopted(2, "2026", END, "3", "writing", 2, 3)


def table(model: Model, **votes: dict[int, int]) -> list[Recalibrated]:
    """The third grade's lines, level 2 before; competencies without votes stay."""
    return [line_of("3", c, votes.get(c, {}), 2, model) for c in model.competency_ids]


def decide(lines: list[Recalibrated], level: int | None = None, reason: str = "") -> list[Recalibrated]:
    """The lines as voted, but for writing."""
    return [
        replace(line, adopted=level, reason=reason)
        if level is not None and line.competency == "writing"
        else replace(line, adopted=line.after)
        for line in lines
    ]


def view(done: Assessment, model: Model, lang: Language) -> RecalibrationView:
    found = recalibration_view("3", done, texts(model, lang))
    assert found is not None
    return found


def test_a_grade_that_was_not_voted_on_has_no_such_section(model: Model, zh: Language) -> None:
    assert recalibration_view("4", assessment(model, [], table(model, writing={3: 3})), texts(model, zh)) is None


def test_votes_that_are_not_adopted_leave_the_adopted_level_open(model: Model, zh: Language) -> None:
    seen = view(assessment(model, [], table(model, writing={3: 4, 2: 1})), model, zh)
    assert [(r.name, r.before, r.voted, r.voted_sign, r.adopted, r.adopted_sign, r.decided) for r in seen.rows] == [
        ("书面表达能力", "中级", "高级", "↑", "待定", "", False)
    ]
    assert (seen.rows[0].mean, seen.rows[0].agreement, seen.rows[0].apart, seen.rows[0].votes) == (
        "2.80",
        "0.84",
        "",
        "5",
    )
    assert seen.say.endswith("这是投票结果，尚未采用；本报告用的仍是现行要求。")
    assert seen.notes == ()


def test_votes_far_apart_are_called_so_whether_the_level_changes_or_stays(model: Model, zh: Language) -> None:
    apart = {1: 2, 4: 3}  # variance 2.7 of 1.25 by chance
    seen = view(assessment(model, [], table(model, writing=apart, resilience={1: 2, 3: 2})), model, zh)
    assert [(r.name, r.agreement, r.apart) for r in seen.rows] == [("书面表达能力", "0.00", "未达成一致")]
    assert [note.replace(JOINER, "") for note in seen.notes] == [
        "一致性系数（r_wg）在 0 到 1 之间，低于 0.50 算专家未达成一致。未达成一致、级别不变的有：抗挫能力。"
    ]


def test_one_vote_has_no_agreement(model: Model, zh: Language) -> None:
    (row,) = view(assessment(model, [], table(model, writing={3: 1})), model, zh).rows
    assert (row.agreement, row.apart, row.votes) == ("—", "", "1")


def test_another_level_than_the_voted_one_is_adopted_with_its_reason(model: Model, zh: Language) -> None:
    lines = decide(table(model, writing={4: 5}), 3, "先提高一级。")
    seen = view(replace(assessment(model, [], lines), history=(LINE,)), model, zh)
    (row,) = seen.rows
    assert (row.before, row.voted, row.voted_sign, row.adopted, row.adopted_sign, row.up) == ("中级", "资深", "↑", "高级", "↑", True)  # fmt: skip
    assert [note.replace(JOINER, "") for note in seen.notes] == [
        "书面表达能力：投票结果为资深，采用高级。原因：先提高一级。"
    ]
    drawn = dict(zip(seen.radar.names, seen.radar.levels, strict=True))
    assert (drawn["书面表达能力"], drawn["抗挫能力"]) == (3, 2)


def test_a_vote_that_was_not_followed_stays_in_the_table(model: Model, zh: Language) -> None:
    lines = decide(table(model, writing={4: 5}), 2, "")
    (row,) = view(replace(assessment(model, [], lines), history=(LINE,)), model, zh).rows
    assert (row.voted, row.adopted, row.adopted_sign, row.up) == ("资深", "中级", "", False)


@pytest.mark.parametrize(
    ("effective", "adoption", "says"),
    [
        (END, 2, "已采用的级别自 2026-12-31 起施行，就是本报告的现行要求。"),
        (None, 0, "已采用的级别自 2026-12-31 起施行；本报告用的仍是采用前的要求。"),
        (date(2026, 1, 1), 1, "已采用的级别自 2026-12-31 起施行；本报告用的仍是采用前的要求。"),
        (date(2027, 1, 1), 0, "当时采用的级别自 2026-12-31 起施行；此后又施行了另一份标准级别表，本报告用的是后者。"),
    ],
)
def test_what_is_in_force_is_told_in_every_state(
    effective: date | None, adoption: int, says: str, model: Model, zh: Language
) -> None:
    standards = Standards(model.standards(), Source("s.xlsx", "S", "A1"), effective, adoption=adoption)
    done = replace(
        assessment(model, [], decide(table(model, writing={3: 5}))),
        standards=standards, history=(replace(LINE, number=1, cycle="2025", effective=date(2026, 1, 1)), LINE),
    )  # fmt: skip
    assert view(done, model, zh).say.endswith(says)


def test_levels_that_are_only_proposed_are_not_called_adopted(model: Model, zh: Language) -> None:
    seen = view(assessment(model, [], decide(table(model, writing={3: 5}))), model, zh)
    assert seen.say.endswith("这些级别是拟采用的，尚未施行；本报告用的仍是现行要求。")
