"""Summaries of persons, and of groups from persons: everybody weighs the same, what is missing is left out."""

from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.assessment.assess import assess
from reportgen.assessment.summaries import attainment, category_scores, coverage, group, mean, overall
from reportgen.model.load import parse_model
from reportgen.model.results import Assessment, CompetencyResult, PersonResult
from reportgen.model.rounding import band
from reportgen.model.types import Model
from reportgen.problems import Source
from tests.assessment import frames
from tests.assessment.frames import Person, fields
from tests.conftest import TINY

Scores = list[Fraction | None]

# Scale 1 to 4, standard 3; the second of three competencies counts half, the third three times; two categories.
WEIGHTED = parse_model(
    TINY.replace("[[levels]]", '[[categories]]\nid = "store"\nname_zh = "库房"\nname_en = "Store"\n\n[[levels]]', 1)
    .replace('id = "packing"', 'id = "packing"\nweight = "1/2"')
    .replace('id = "goods"\nname_zh = "商品知识"', 'id = "goods"\nweight = 3\nname_zh = "商品知识"')
    .replace('category = "shop"\nmethod = "exam"', 'category = "store"\nmethod = "exam"'),
    "weighted.toml",
)

some_scores = st.lists(
    st.one_of(st.none(), st.fractions(min_value=1, max_value=4, max_denominator=30)), min_size=3, max_size=3
)


def result(competency: str, score: Fraction | None, model: Model) -> CompetencyResult:
    if score is None:
        return CompetencyResult(competency, "", 1, None, None, None, None, reason="not-assessed")
    gap, surplus = max(Fraction(0), model.standard - score), max(Fraction(0), score - model.standard)
    return CompetencyResult(competency, "rating", 1, score, band(score, model), gap, surplus)


def results(scores: Scores, model: Model) -> tuple[CompetencyResult, ...]:
    return tuple(result(c, score, model) for c, score in zip(model.competency_ids, scores, strict=True))


def person(number: int, scores: Scores, model: Model) -> PersonResult:
    own = results(scores, model)
    return PersonResult(
        id=f"P{number}",
        name="",
        grade="junior",
        department="",
        manager="",
        manager_email="",
        competencies=own,
        categories=category_scores(own, model),
        overall=overall(own, model),
        attainment=attainment(own, model),
        coverage=coverage(own, model),
        source=Source("roster.xlsx"),
    )


def average(values: Scores) -> Fraction | None:
    known = [v for v in values if v is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def weighted(values: Scores, weights: list[int]) -> Fraction | None:
    """Oracle: a mean in which every value stands as often as its weight says."""
    return average([v for v, w in zip(values, weights, strict=True) for _ in range(w)])


# ---- examples worked by hand on the scale 1 to 4 with the standard 3


def example(model: Model) -> Assessment:
    """Ann and Bo are juniors in one department, Cy is a senior in none."""
    return assess(
        frames.inputs(
            Person("A", "junior", "Ann", "East"),
            Person("B", "junior", "Bo", "East"),
            Person("C", "senior", "Cy"),
            ratings=frames.ratings(
                ("A", "greeting", "x", "supervisor", 3),
                ("A", "greeting", "y", "peer", 4),
                ("A", "packing", "x", "supervisor", 1),
                ("A", "packing", "y", "peer", 2),
                ("B", "greeting", "x", "supervisor", 2),
            ),
            marks=frames.marks(("A", "茶叶", 70), ("A", "瓷器", 88)),  # (70 + 2 × 88) / 3 = 82: band 3
        ),
        model,
        weights={},
        cycle=None,
    )


def test_a_person_is_summed_up_over_what_was_assessed(tiny: Model) -> None:
    ann, bo, cy = example(tiny).people
    assert [c.score for c in ann.competencies] == [Fraction(7, 2), Fraction(3, 2), 3]
    assert ann.categories == {"shop": Fraction(8, 3)}
    assert (ann.assessed, ann.overall, ann.attainment) == (3, Fraction(8, 3), Fraction(2, 3))
    assert ann.coverage == Fraction(5, 6)  # (3 + 1.5 + 3) / 9: what is above the standard does not count
    assert fields(bo, "assessed", "overall", "attainment", "coverage") == (1, 2, 0, Fraction(2, 3))
    assert (cy.assessed, cy.overall, cy.attainment, cy.coverage) == (0, None, None, None)
    assert cy.categories == {"shop": None}


def test_a_group_is_summed_up_from_its_persons(tiny: Model) -> None:
    juniors = example(tiny).grades[0]
    greeting, packing, goods = juniors.competencies
    assert (greeting.n, greeting.mean, greeting.band, greeting.per_band) == (2, Fraction(11, 4), 3, (0, 1, 0, 1))
    assert (packing.n, packing.mean, packing.band, packing.per_band) == (1, Fraction(3, 2), 2, (0, 1, 0, 0))
    assert fields(goods, "n", "mean", "band", "per_band") == (1, 3, 3, (0, 0, 1, 0))
    assert juniors.categories == {"shop": Fraction(7, 3)}
    assert (juniors.overall, juniors.overall_by_competency) == (Fraction(7, 3), Fraction(29, 12))
    assert (juniors.attainment, juniors.coverage) == (Fraction(1, 3), Fraction(3, 4))


def test_people_in_need_are_those_whose_band_is_below_the_standard(tiny: Model) -> None:
    juniors = example(tiny).grades[0]
    assert [(c.in_need, c.mean_gap) for c in juniors.competencies] == [(1, 1), (1, Fraction(3, 2)), (0, None)]


def test_a_score_that_rounds_to_the_standard_attains_it_and_is_no_need(model: Model) -> None:
    rounded = results([Fraction(9, 2)] + [None] * 17, model)
    assert (rounded[0].band, rounded[0].gap) == (5, Fraction(1, 2))
    assert attainment(rounded, model) == 1
    assert coverage(rounded, model) == Fraction(9, 10)


def test_a_score_of_0_is_assessed(model: Model) -> None:
    nothing = results([Fraction(0)] + [None] * 17, model)
    assert [overall(nothing, model), attainment(nothing, model), coverage(nothing, model)] == [0, 0, 0]
    assert category_scores(nothing, model) == {"basic": 0, "professional": None, "functional": None}


def test_a_group_in_which_nobody_was_assessed_has_no_means(tiny: Model) -> None:
    senior = example(tiny).grades[1]
    assert (senior.people, senior.overall, senior.overall_by_competency) == (("C",), None, None)
    assert (senior.attainment, senior.coverage, senior.categories) == (None, None, {"shop": None})
    assert [(c.n, c.mean, c.band, c.in_need, c.mean_gap) for c in senior.competencies] == [(0, None, None, 0, None)] * 3


def test_the_mean_of_nothing_is_missing() -> None:
    assert mean([]) is None


# ---- against the oracle


@settings(max_examples=150, deadline=None)
@given(some_scores)
def test_competency_weights_enter_category_and_overall_means_and_nothing_else(scores: Scores) -> None:
    own = results(scores, WEIGHTED)
    known = [s for s in scores if s is not None]
    assert overall(own, WEIGHTED) == weighted(scores, [2, 1, 6])
    assert category_scores(own, WEIGHTED) == {"shop": weighted(scores[:2], [2, 1]), "store": scores[2]}
    attained = [s for s in known if s >= Fraction(5, 2)]  # band 3, the standard
    assert attainment(own, WEIGHTED) == (Fraction(len(attained), len(known)) if known else None)
    assert coverage(own, WEIGHTED) == (sum(min(s, Fraction(3)) for s in known) / (3 * len(known)) if known else None)


@settings(max_examples=100, deadline=None)
@given(st.lists(some_scores, max_size=6))
def test_a_group_is_the_mean_of_its_persons(table: list[Scores]) -> None:
    people = [person(n, scores, WEIGHTED) for n, scores in enumerate(table)]
    summary = group("g", "G", people, WEIGHTED)
    assert summary.people == tuple(p.id for p in people)
    assert summary.overall == average([weighted(scores, [2, 1, 6]) for scores in table])
    assert summary.categories["shop"] == average([weighted(scores[:2], [2, 1]) for scores in table])
    assert summary.attainment == average([p.attainment for p in people])
    assert summary.coverage == average([p.coverage for p in people])
    columns = [[scores[i] for scores in table] for i in range(3)]
    assert [c.mean for c in summary.competencies] == [average(column) for column in columns]
    assert summary.overall_by_competency == weighted([average(column) for column in columns], [2, 1, 6])
    for line, column in zip(summary.competencies, columns, strict=True):
        known = [s for s in column if s is not None]
        edges = [Fraction(3, 2), Fraction(5, 2), Fraction(7, 2)]
        bands = [1 + sum(s >= edge for edge in edges) for s in known]
        assert (line.n, line.per_band) == (len(known), tuple(bands.count(value) for value in (1, 2, 3, 4)))
        assert line.in_need == sum(b <= 2 for b in bands)


@settings(max_examples=60, deadline=None)
@given(st.lists(some_scores, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_persons_changes_no_group(table: list[Scores], chance: Random) -> None:
    people = [person(n, scores, WEIGHTED) for n, scores in enumerate(table)]
    mixed = list(people)
    chance.shuffle(mixed)
    one, other = group("g", "G", people, WEIGHTED), group("g", "G", mixed, WEIGHTED)
    assert set(one.people) == set(other.people)
    assert (one.competencies, one.categories, one.overall) == (other.competencies, other.categories, other.overall)
