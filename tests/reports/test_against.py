"""Scores that were given against another level: marked wherever they are judged, explained once."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from reportgen.language import Language
from reportgen.model.results import PersonResult
from reportgen.model.types import Model
from reportgen.reports.grade_view import grade_view
from reportgen.reports.person_view import PersonView, person_view
from reportgen.reports.typography import JOINER
from tests.reports.cases import assessment, person, texts

Given = Mapping[str, tuple[tuple[int, ...], bool]]


def given(one: PersonResult, levels: Given) -> PersonResult:
    """The person with competencies rated against these other levels, and whether some ratings were not."""
    none: tuple[tuple[int, ...], bool] = ((), False)
    results = []
    for r in one.competencies:
        against, mixed = levels.get(r.competency, none)
        results.append(replace(r, against=against, mixed=mixed))
    return replace(one, competencies=tuple(results))


def view(model: Model, lang: Language, levels: Given, ratings: object = None) -> PersonView:
    one = given(person(model, ratings or [[4, 5, 3], *([[5, 5]] * 17)]), levels)  # type: ignore[arg-type]
    return person_view(one, assessment(model, [one]), texts(model, lang))


def plain(text: str) -> str:
    return text.replace(JOINER, "")


def names(shown: PersonView) -> list[str]:
    """Every name of a competency on the pages."""
    assert shown.profile is not None
    assert shown.categories is not None
    assert shown.growth is not None
    rows = [row.name for group in shown.profile.groups for row in group.rows]
    axes = [a.name for item in shown.categories.items if item.radar for a in item.radar.axes]
    lists = [r.name for r in (*shown.strengths, *shown.needs)] + [s.name for s in shown.first]
    return [
        *rows,
        *axes,
        *lists,
        *(a.name for a in shown.radar.axes),
        *(g.name for g in shown.growth.goals),
    ]


def test_without_such_scores_nothing_is_said_or_marked(model: Model, zh: Language) -> None:
    shown = view(model, zh, {})
    assert shown.profile is not None
    assert (shown.former, shown.profile.former) == ("", "")
    assert not any("*" in name for name in names(shown))


def test_one_is_named_on_the_first_page_and_marked_wherever_it_is_judged(model: Model, zh: Language) -> None:
    shown = view(model, zh, {"achievement": ((1,), False)})
    said = "* 成就导向：评分时要求初级，现要求中级。带 * 的得分说明的是对原要求的达成情况，须按现行要求重新评分。"
    assert shown.profile is not None
    assert shown.growth is not None
    assert plain(shown.former) == plain(shown.profile.former) == said
    own = [name for name in names(shown) if name.startswith("成就导向")]
    assert set(own) == {"成就导向*"}
    assert len(own) == 6  # profile, both radars' axes, largest gap, what to do first, goal
    assert plain(shown.growth.goals[0].facts).startswith("要求中级（评分时要求初级）")
    assert sum("*" in name for name in names(shown)) == len(own)


def test_what_only_some_ratings_were_given_against_is_told_as_that(model: Model, zh: Language, en: Language) -> None:
    levels: Given = {"achievement": ((1,), True)}
    assert plain(view(model, zh, levels).former).startswith("* 成就导向：部分评分给出时要求初级，现要求中级。")
    assert view(model, en, levels).former.startswith(
        "* Achievement orientation: some ratings were given when Basic was required, now it is Intermediate."
    )


def test_many_are_counted_on_the_first_page_and_named_by_their_levels_on_the_next(model: Model, zh: Language) -> None:
    levels: Given = {c: ((3,) if c == "writing" else (1,), False) for c in model.competency_ids}
    shown = view(model, zh, levels)
    assert shown.profile is not None
    assert shown.former.startswith("* 有 18 项评分时的要求水平与现行要求不同")
    note = plain(shown.profile.former)
    assert note.startswith("* 成就导向、抗挫能力、沟通倾听能力、人际交往能力")
    assert "：评分时要求初级，现要求中级；书面表达能力：评分时要求高级，现要求中级。" in note


def test_of_a_score_that_is_not_shown_nothing_is_said(model: Model, zh: Language) -> None:
    one = given(person(model, [[4, 5, 3], *([[5, 5]] * 17)]), {"achievement": ((1,), False)})
    first, *others = one.competencies
    hidden = replace(first, score=None, band=None, gap=None, surplus=None, reason="withheld")
    one = replace(one, competencies=(hidden, *others))
    shown = person_view(one, assessment(model, [one]), texts(model, zh))
    assert shown.profile is not None
    assert (shown.former, shown.profile.former) == ("", "")
    assert "成就导向*" not in names(shown)


def test_what_is_left_for_later_keeps_its_marks(model: Model, zh: Language) -> None:
    shown = view(model, zh, {"customer_relations": ((1,), False)}, [[2, 2]] * 18)
    assert shown.growth is not None
    assert plain(shown.growth.later).endswith("客户关系能力*。")


def test_a_kept_score_is_marked_like_any_other(model: Model, zh: Language) -> None:
    one = given(person(model, [[4, 5, 3], *([[5, 5]] * 17)]), {"achievement": ((1,), False)})
    one = replace(one, competencies=(replace(one.competencies[0], kept=True), *one.competencies[1:]))
    shown = person_view(one, assessment(model, [one]), texts(model, zh))
    assert shown.former.startswith("* ")
    assert shown.needs[0].name == "成就导向*"


def test_a_person_without_needs_has_marks_too(model: Model, zh: Language) -> None:
    shown = view(model, zh, dict.fromkeys(model.competency_ids, ((1,), False)), [[5, 5]] * 18)
    assert shown.growth is not None
    assert all(goal.name.endswith("*") for goal in shown.growth.goals)
    assert all(r.name.endswith("*") for r in shown.strengths)


@pytest.mark.parametrize("affected", [1, 2])
def test_a_grade_counts_its_people_with_such_scores(affected: int, model: Model, zh: Language) -> None:
    people = [person(model, [[4, 4]] * 18, number=f"000{n}") for n in range(3)]
    some = [given(p, {"writing": ((1,), False)}) if n < affected else p for n, p in enumerate(people)]
    done = assessment(model, some)
    seen = grade_view(done.grades[0], done, texts(model, zh))
    assert any(plain(note).startswith(f"有 {affected} 人的部分得分，评分时的要求水平与现行要求不同，涉及书面表达能力。") for note in seen.notes)  # fmt: skip
    assert "有些评分是对照原要求给出的" in "".join((*seen.notes, seen.levels.say))
    assert "评分对照的就是这些要求" not in "".join((*seen.notes, seen.levels.say))


def test_a_grade_without_such_scores_says_that_its_levels_were_rated_against(model: Model, zh: Language) -> None:
    done = assessment(model, [person(model, [[4, 4]] * 18)])
    seen = grade_view(done.grades[0], done, texts(model, zh))
    assert "评分对照的就是这些要求。" in seen.notes[-1]
    assert not any("重新评分" in note for note in seen.notes)
