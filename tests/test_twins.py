"""What anybody gave could have been otherwise, and readers would see the same: then they cannot know it.

An answer, or those of two raters together, are attacked one after another. Some are known after all: where all who stand
together gave the lowest or highest rating, their mean tells it; ratings are whole numbers, so that now and then a mean
with weights can be taken apart (the rules allow that in one case of twenty); and whether raters agree is a word more.
"""

import os
from collections.abc import Sequence
from itertools import islice
from random import Random
from typing import Any

import pytest

from reportgen.assessment.readers import answers_of, for_readers
from reportgen.language import Language
from reportgen.model.inputs import Cycle
from reportgen.reports.grade_view import grade_view
from reportgen.reports.index_view import index_view
from reportgen.reports.person_view import person_view
from reportgen.reports.views import Texts
from tests.attacker import Equation, forms_behind, read
from tests.organisations import ORDER, Organisation, random_organisation
from tests.twins import answers, changed, changes

TWINS = int(os.environ.get("ATTACKS", "300")) // 5
TRIED = 12
KNOWN_AFTER_ALL = 0.05


def published(org: Organisation, lang: Language) -> tuple[list[Any], list[Equation]]:
    """What all pages of an organisation are made from, and the numbers in it as equations."""
    made = org.assessment()
    shown = for_readers(made, minimum=org.minimum, order=ORDER).assessment
    texts = Texts(lang, org.model, Cycle("2026"))
    pages: list[Any] = [person_view(p, shown, texts) for p in shown.people]
    pages += [grade_view(g, shown, texts) for g in shown.grades]
    pages += [shown.departments, index_view(shown, {}, {}, "results.xlsx", texts)]
    return pages, read(shown, forms_behind(answers_of(made), [org]), org)


def known(seeds: Sequence[int], lang: Language) -> tuple[list[Any], int]:
    """Answers that cannot have been otherwise, of one or two raters; and how many were attacked."""
    found, attacked = [], 0
    for seed in seeds:
        draw = Random(seed)  # noqa: S311 (no secret)
        org = random_organisation(draw)
        pages, equations = published(org, lang)
        everything = answers([org])
        for answer in draw.sample(everything, min(3, len(everything))):
            others = sorted({a[2] for a in everything if a[:2] == answer[:2]} - {answer[2]})
            raters = frozenset({answer[2], *draw.sample(others, min(len(others), draw.randint(0, org.minimum - 2)))})
            twins = islice(changes([org], equations, answer, raters, draw), TRIED)
            attacked += 1
            if not any(published(changed([org], change)[0], lang)[0] == pages for change in twins):
                found.append((seed, answer, sorted(raters)))
    return found, attacked


def test_ratings_could_be_otherwise_and_readers_would_see_the_same(zh: Language) -> None:
    found, attacked = known(range(TWINS), zh)
    assert len(found) <= KNOWN_AFTER_ALL * attacked, found


def test_the_search_for_twins_finds_none_where_everything_is_shown(
    zh: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.assessment.anonymity.exposes", lambda *_, **__: False)
    monkeypatch.setattr("reportgen.assessment.anonymity.guessable", lambda *_, **__: False)
    monkeypatch.setattr("reportgen.assessment.shown.plan", _everything)
    found, attacked = known(range(15), zh)
    assert len(found) > attacked / 4


def _everything(given: Sequence[tuple[str, str, int]], *_: object) -> tuple[bool, tuple[tuple[str, ...], ...]]:
    return True, tuple((r,) for r in sorted({relation for _, relation, _ in given} - {"self", "supervisor"}))
