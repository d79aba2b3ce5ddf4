"""What readers see of an assessment: the same results, without anything that few raters are behind."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.assess import assess
from reportgen.assessment.readers import Kept, Readers, for_readers
from reportgen.model.inputs import COMMENTS, Cycle, frame
from reportgen.model.issued import Issues
from reportgen.model.results import Assessment, CompetencyResult, Seen
from reportgen.model.types import Model
from tests.assessment import frames
from tests.assessment.frames import Person, fields

ORDER = ("self", "supervisor", "peer", "subordinate", "customer")
NO_WEIGHTS: Mapping[str, Fraction] = {}
WEIGHTS = {"supervisor": Fraction(1, 2), "peer": Fraction(1, 4), "customer": Fraction(1, 4)}

Line = tuple[str, str, int]  # rater, relation, rating


def full(
    model: Model,
    greeting: list[Line],
    packing: list[Line] | None = None,
    *,
    weights: Mapping[str, Fraction] = NO_WEIGHTS,
    comments: tuple[tuple[str, str, str], ...] = (),
    tea: int | None = None,
) -> Assessment:
    """The assessment of a1 from ratings of one or two competencies of the tiny model."""
    lines = [("a1", c, rater, relation, rating) for c, some in (("greeting", greeting), ("packing", packing or [])) for rater, relation, rating in some]  # fmt: skip
    inputs = frames.inputs(
        Person("a1", "junior", "毛小满", "东区"),
        ratings=frames.ratings(*lines),
        marks=None if tea is None else frames.marks(("a1", "茶叶", tea), ("a1", "瓷器", tea)),
    )
    said = [("a1", "greeting", rater, relation, text, "f", "S", "F2") for rater, relation, text in comments]
    return assess(replace(inputs, comments=frame(said, COMMENTS)), model, weights=weights, cycle=Cycle("2026"))


def readers(assessment: Assessment, past: Issues | None = None, minimum: int = 3, *reissue: str) -> Readers:
    return for_readers(assessment, minimum=minimum, order=ORDER, past=past, reissue=reissue)


def greeting(found: Readers) -> CompetencyResult:
    return found.assessment.people[0].competencies[0]


def panel(peer: int = 0, customer: int = 0, supervisor: int = 0, rating: int = 3) -> list[Line]:
    sizes = {"supervisor": supervisor, "peer": peer, "customer": customer}
    return [(f"{relation}{i}", relation, rating) for relation, n in sizes.items() for i in range(n)]


# Scores and what stands beside them


def test_with_the_supervisor_and_two_peers_the_score_is_withheld_and_everything_with_it(tiny: Model) -> None:
    found = readers(full(tiny, [*panel(2, supervisor=1), ("self", "self", 4)], panel(4)))
    result = greeting(found)
    assert (result.score, result.band, result.gap, result.surplus, result.shares, result.seen) == (
        None, None, None, None, (), (),
    )  # fmt: skip
    assert fields(result, "reason", "n_raters", "self_rating") == ("withheld", 3, 4)


def test_a_supervisor_alone_is_shown(tiny: Model) -> None:
    result = greeting(readers(full(tiny, [("s", "supervisor", 2)])))
    assert result.score == 2
    assert result.seen == (Seen("supervisor", ("supervisor",), 1, Fraction(2)),)


def test_two_supervisors_are_shown_as_their_mean(tiny: Model) -> None:
    result = greeting(readers(full(tiny, [("s", "supervisor", 2), ("t", "supervisor", 3), *panel(3)])))
    assert [(one.relation, one.n, one.mean) for one in result.seen] == [
        ("supervisor", 2, Fraction(5, 2)),
        ("peer", 3, 3),
    ]


def test_four_peers_and_two_customers_are_shown_as_six_others(tiny: Model) -> None:
    lines = [("s", "supervisor", 2), *panel(4, rating=2), *panel(0, 2, rating=4)]
    result = greeting(readers(full(tiny, lines)))
    assert result.seen == (
        Seen("supervisor", ("supervisor",), 1, Fraction(2)),
        Seen("other", ("peer", "customer"), 6, Fraction(8, 3)),
    )
    assert result.spread == (2, 4)


def test_lowest_and_highest_need_six_raters_who_stay_anonymous(tiny: Model) -> None:
    assert greeting(readers(full(tiny, panel(5, supervisor=2)))).spread is None
    assert greeting(readers(full(tiny, panel(6)))).spread == (3, 3)


def test_the_means_of_hidden_relations_are_nowhere_in_what_readers_see(tiny: Model) -> None:
    weights = {"peer": Fraction(2), "customer": Fraction(1)}
    result = greeting(readers(full(tiny, panel(4, 2), weights=weights)))
    assert result.score is not None
    assert [(s.relation, s.n, s.mean) for s in result.shares] == [("peer", 4, None), ("customer", 2, None)]


def test_unnamed_raters_count_each_as_one(tiny: Model) -> None:
    lines: list[Line] = [(f"?file\nS\nA{n}", "peer", 3) for n in range(3)]
    assert greeting(readers(full(tiny, lines))).score == 3


def test_the_same_rater_in_two_relations_counts_once(tiny: Model) -> None:
    lines = [("a", "peer", 3), ("a", "customer", 4), ("b", "peer", 3)]
    assert greeting(readers(full(tiny, lines))).withheld


def test_a_relation_of_weight_zero_is_behind_no_score(tiny: Model) -> None:
    weights = {"supervisor": Fraction(1), "peer": Fraction(0)}
    result = greeting(readers(full(tiny, panel(2, supervisor=1), weights=weights)))
    assert fields(result, "score", "seen") == (3, (Seen("supervisor", ("supervisor",), 1, Fraction(3)),))
    only = greeting(readers(full(tiny, panel(4), weights=weights)))
    assert (only.score, only.reason, only.seen) == (None, "not-assessed", ())


def test_a_self_rating_of_weight_is_taken_out_of_what_others_say(tiny: Model) -> None:
    weights = {"self": Fraction(1), "peer": Fraction(3)}
    result = greeting(readers(full(tiny, [("self", "self", 4), *panel(3, rating=2)], weights=weights)))
    assert fields(result, "score", "others") == (Fraction(5, 2), 2)
    alone = greeting(readers(full(tiny, [("self", "self", 4)], weights=weights)))
    assert fields(alone, "score", "others") == (4, None)


def test_without_a_weight_of_self_the_others_say_what_the_score_says(tiny: Model) -> None:
    result = greeting(readers(full(tiny, [("self", "self", 4), *panel(3)])))
    assert fields(result, "score", "others", "self_rating") == (3, 3, 4)


def test_too_few_raters_can_neither_agree_nor_disagree(tiny: Model) -> None:
    assert greeting(readers(full(tiny, panel(supervisor=1)))).agreed is None


def test_exams_stay_as_they_are(tiny: Model) -> None:
    assessment = full(tiny, panel(2), tea=80)
    found = readers(assessment)
    assert found.assessment.people[0].competencies[2] == assessment.people[0].competencies[2]


# Means


def test_a_category_mean_is_exact_or_not_shown(tiny: Model) -> None:
    both = readers(full(tiny, panel(2, rating=2), [(name, "peer", 4) for name in "wxyz"]))
    person = both.assessment.people[0]
    assert fields(person, "categories", "overall") == ({"shop": 3}, 3)
    assert (person.attainment, person.coverage, person.withheld, person.assessed) == (None, None, 2, 2)
    alone = readers(full(tiny, panel(2)))
    assert (alone.assessment.people[0].categories, alone.assessment.people[0].overall) == ({"shop": None}, None)
    assert alone.withheld == alone.unseen == (("a1", "greeting"), ("a1", "shop"), ("a1", "overall"))


def test_groups_follow_from_what_is_shown_of_their_people(tiny: Model) -> None:
    found = readers(full(tiny, panel(2), tea=80)).assessment
    for group in (*found.grades, *found.departments):
        assert [c.mean for c in group.competencies] == [None, None, 3]
        assert (group.overall, group.attainment) == (None, None)


def test_nothing_of_files_and_raters_is_left(tiny: Model) -> None:
    found = readers(full(tiny, panel(4), comments=(("peer0", "peer", "好"),))).assessment
    assert found.ratings.empty
    assert all(getattr(found.inputs, name).empty for name in ("roster", "ratings", "marks", "comments"))
    assert found.problems == ()


def test_somebody_without_ratings_is_as_before(tiny: Model) -> None:
    assessment = full(tiny, [])
    assert readers(assessment).assessment.people == assessment.people


LINES = st.lists(
    st.tuples(st.sampled_from("abcdefg"), st.sampled_from([*ORDER[1:], "peer"]), st.integers(1, 4)),
    max_size=8,
    unique_by=lambda line: line[:2],
)


@settings(deadline=None, max_examples=40)
@given(LINES, LINES, st.sampled_from([NO_WEIGHTS, WEIGHTS]), st.integers(1, 5))
def test_whatever_is_shown_is_what_the_full_assessment_says(
    tiny: Model, one: list[Line], two: list[Line], weights: Mapping[str, Fraction], minimum: int
) -> None:
    assessment = full(tiny, one, two, weights=weights, tea=70)
    before, after = assessment.people[0], readers(assessment, None, minimum).assessment.people[0]
    for exact, shown in zip(before.competencies, after.competencies, strict=True):
        hidden = ("shares", "seen", "others", "spread", "agreed")
        if not shown.withheld:
            assert replace(shown, **{name: getattr(exact, name) for name in hidden}) == exact
    for name, mean in after.categories.items():
        assert mean in (None, before.categories[name])
    assert after.overall in (None, before.overall)
    assert after.assessed == before.assessed
    if minimum == 1:
        assert (after.withheld, after.overall, after.attainment) == (0, before.overall, before.attainment)


@settings(deadline=None, max_examples=30)
@given(LINES, LINES, st.data())
def test_neither_the_order_of_answers_nor_raters_names_change_anything(
    tiny: Model, one: list[Line], two: list[Line], data: st.DataObject
) -> None:
    names = dict(zip("abcdefg", data.draw(st.permutations("hijklmn")), strict=True))
    other = [[(names[r], *rest) for r, *rest in data.draw(st.permutations(some))] for some in (one, two)]
    expected = readers(full(tiny, one, two)).assessment.people[0]
    found = readers(full(tiny, *other)).assessment.people[0]  # type: ignore[arg-type]
    assert [(c.score, c.seen, c.spread) for c in found.competencies] == [
        (c.score, c.seen, c.spread) for c in expected.competencies
    ]
    assert found.categories == expected.categories


# Comments


def test_comments_are_shown_without_the_names_of_those_who_stay_anonymous(tiny: Model) -> None:
    lines: list[Line] = [("王小明", "peer", 3), ("赵铁", "supervisor", 3), ("b", "peer", 3), ("c", "peer", 3)]
    said = (("王小明", "peer", "王小明说好"), ("b", "peer", "赵铁也说好"), ("c", "peer", "行"))
    found = readers(full(tiny, lines, comments=said)).assessment.people[0].remarks
    assert sorted(found.others) == sorted(["×××说好", "赵铁也说好", "行"])


# Late answers


def test_a_late_answer_keeps_the_score_and_says_of_how_many_and_where(tiny: Model) -> None:
    first = readers(full(tiny, panel(3)))
    late = readers(full(tiny, [*panel(3), ("late", "peer", 1)]), first.issues)
    assert fields(greeting(late), "score", "kept", "n_raters") == (3, True, 3)
    assert late.kept == (Kept("a1", ("greeting",), remarks=False, raters=1, answer=("greeting", "late", "peer")),)
    assert (late.withheld, late.unseen) == ((("a1", "greeting"), ("a1", "shop"), ("a1", "overall")), ())
    assert late.issues == first.issues


def test_answers_taken_back_are_counted_too_and_stand_nowhere(tiny: Model) -> None:
    first = readers(full(tiny, panel(5)))
    assert readers(full(tiny, panel(3)), first.issues).kept == (Kept("a1", ("greeting",), remarks=False, raters=2),)


def test_late_comments_are_kept_too(tiny: Model) -> None:
    said = tuple((f"peer{n}", "peer", str(n)) for n in range(3))
    first = readers(full(tiny, panel(4), comments=said))
    late = readers(full(tiny, panel(4), comments=(*said, ("peer3", "peer", "迟"))), first.issues)
    assert late.kept == (Kept("a1", (), remarks=True, raters=1),)
    assert late.assessment.people[0].remarks == first.assessment.people[0].remarks


def test_a_self_rating_is_up_to_date_beside_a_score_that_is_kept(tiny: Model) -> None:
    first = readers(full(tiny, panel(3)))
    late = greeting(readers(full(tiny, [*panel(3), ("late", "peer", 1), ("self", "self", 4)]), first.issues))
    assert fields(late, "score", "self_rating") == (3, 4)


def test_three_late_raters_show_the_new_score(tiny: Model) -> None:
    first = readers(full(tiny, panel(3)))
    late = readers(full(tiny, [*panel(3), *[(f"l{n}", "peer", 1) for n in range(3)]]), first.issues)
    assert fields(greeting(late), "score", "kept") == (2, False)
    assert len(late.issues["a1"]) == 2


def test_reissuing_shows_the_new_score_and_remembers_both(tiny: Model) -> None:
    first = readers(full(tiny, panel(3)))
    assessment = full(tiny, [*panel(3), ("late", "peer", 1)])
    anew = readers(assessment, first.issues, 3, "a1")
    assert (greeting(anew).score, anew.kept, len(anew.issues["a1"])) == (Fraction(5, 2), (), 2)
    assert greeting(readers(assessment, anew.issues)).score == Fraction(5, 2)
    assert greeting(readers(assessment, first.issues, 3, "somebody else")).kept


def test_somebody_who_left_the_roster_is_remembered(tiny: Model) -> None:
    first = readers(full(tiny, panel(3)))
    assert readers(full(tiny, []), {"gone": first.issues["a1"]}).issues["gone"] == first.issues["a1"]


@settings(deadline=None, max_examples=40)
@given(LINES, LINES, LINES)
def test_what_a_later_issue_shows_is_true_now_or_kept_from_the_last(
    tiny: Model, one: list[Line], two: list[Line], late: list[Line]
) -> None:
    first = readers(full(tiny, one, two))
    assessment = full(tiny, late, two)
    second = readers(assessment, first.issues)
    before, exact = first.assessment.people[0], assessment.people[0]
    for last, now, shown in zip(
        before.competencies, exact.competencies, second.assessment.people[0].competencies, strict=True
    ):
        assert shown.withheld or shown.score == (last if shown.kept else now).score
