"""The numbers printed on a person's page, each with what may stand there: shown steps of the explanation, field by field."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from reportgen.model.derivation import Explanation, Step
from reportgen.model.results import Assessment
from reportgen.reports.against import MARK
from reportgen.reports.explain_words import shown
from reportgen.reports.person_view import PersonView
from reportgen.reports.views import TOP, Texts

_NUMBER = re.compile(r"[+\u2212]?\d+(?:\.\d+)?")
_SIGNS = "+\u2212"

# What may stand in a field of the view, by the beginning of its path; the first that fits holds. `own` are the steps of
# the competency or category that the field is about, `totals` those over all; the others are no results: see `Printed`.
FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("page.", ("who",)),
    ("name", ("who",)),
    ("ident", ("who",)),
    ("grade", ("grades",)),
    ("result", ("totals", "grades")),
    ("since", ("totals", "cycles")),
    ("protected", ("totals", "constants")),  # how many scores are not shown, and the fewest raters
    ("caution", ("totals",)),
    ("former", ("totals",)),  # how many scores were given against another level
    ("figures.", ("totals",)),
    ("radar.arcs.note", ("means",)),
    ("radar", ("scores", "then", "cycles", "constants")),
    ("reading", ("cycles",)),
    ("strengths_empty", ("scores", "ties", "constants")),
    ("first.mark", ("ranks",)),
    ("first.step", ("grades", "missing", "constants")),
    ("profile.say", ("totals", "constants")),
    ("profile.rule", ("constants",)),
    ("profile.standard", ("constants",)),
    ("profile.legend", ("cycles",)),
    ("profile.groups.rows.alt", ("own", "cycles")),
    ("profile.groups.name", ("totals",)),
    ("categories.say", ("means",)),
    ("categories.items.reading", ("own", "own_ties")),
    ("categories.items.todo", ("own", "totals")),
    ("categories.items.radar", ("own", "cycles", "constants")),
    ("categories.items.since", ("own", "cycles")),
    ("others.standard", ("constants",)),
    ("others.say", ("totals", "difference_ties", "constants")),
    ("others.notes", ("constants", "totals")),  # how many scores are not shown
    ("others.observations.say", ("constants",)),  # from which difference on something is pointed out
    # `others.rows` and `others.observations.blind`, `.hidden` are about a competency: self-rating, score (without the
    # self-rating), difference, means of relations (`seen`), lowest and highest rating (`alt`)
    ("remarks.note", ("constants",)),
    ("remarks.", ("written",)),
    ("growth.say", ("grades",)),
    ("growth.further_title", ("further",)),
    ("growth.goals.where", ("own", "exam_from")),
    ("growth.goals.asked_title", ("grades",)),
    ("growth.goals.after_title", ("grades",)),
    ("notes.scale.", ("scale",)),
    ("notes.", ("applied", "totals", "constants", "who", "cycles", "grades", "date")),
    ("", ("own",)),
)


def numbers(text: str) -> list[str]:
    return _NUMBER.findall(text.replace("\u2060", ""))  # what keeps words together stands between digits too


def plain(steps: Iterable[Step], texts: Texts) -> set[str]:
    """The numbers of steps as shown; pages leave out the decimals of whole marks and the sign of a size."""
    found = {number for step in steps for number in numbers(shown(step, texts))}
    return (
        found
        | {n.removesuffix(".00") for n in found}
        | {n.removesuffix(".0") for n in found}
        | {n.lstrip(_SIGNS) for n in found}
    )


def fields(view: Any, path: str = "", about: str = "") -> Iterator[tuple[str, str, str]]:
    """(path, what it is about, text) of every text of a view; a part with a name is about what it names."""
    if isinstance(view, str):
        yield path, about, view
    elif isinstance(view, tuple | list | dict):
        for item in view.values() if isinstance(view, dict) else view:
            yield from fields(item, path, about)
    elif dataclasses.is_dataclass(view) and not isinstance(view, type):
        own = getattr(view, "name", "").removesuffix(MARK) or about
        for field in dataclasses.fields(view):
            yield from fields(getattr(view, field.name), f"{path}.{field.name}" if path else field.name, own)


class Printed:
    """The sets that `FIELDS` names, for one person."""

    def __init__(self, one: Explanation, view: PersonView, assessment: Assessment, texts: Texts) -> None:
        self.one, self.view, self.assessment, self.texts = one, view, assessment, texts
        self.model = assessment.model
        self._known: dict[tuple[str, str], set[str]] = {}
        self.steps = {texts.competency(c.competency): c.steps for c in one.competencies}

    def allowed(self, path: str, about: str) -> set[str]:
        names = next(sets for start, sets in FIELDS if path.startswith(start))
        return set().union(*(self._set(name, about if name.startswith("own") else "") for name in names))

    def _set(self, name: str, about: str) -> set[str]:
        if (name, about) not in self._known:
            of = getattr(self, name)
            self._known[name, about] = of(about) if name.startswith("own") else of()
        return self._known[name, about]

    def own(self, about: str) -> set[str]:
        """The numbers of a competency; of a category its own and those of its competencies' scores and gaps."""
        if about in self.steps:
            return plain(self.steps[about].values(), self.texts)
        category = next((c for c in self.model.categories if c.name_zh == about), None)
        if category is None:
            return set()
        inside = [
            steps[n] for steps in self._inside(category.id) for n in ("score", "gap-shown", "previous") if n in steps
        ]
        return plain([*inside, *(t for t in self.one.totals if t.of == category.id)], self.texts)

    def own_ties(self, about: str) -> set[str]:
        """How many competencies of a category share a score: “… 等 3 项”."""
        category = next(c for c in self.model.categories if c.name_zh == about)
        return self._repeats(steps["score"] for steps in self._inside(category.id))

    def ties(self) -> set[str]:
        return self._repeats(steps["score"] for steps in self.steps.values())

    def difference_ties(self) -> set[str]:
        return self._repeats(steps["difference"] for steps in self.steps.values() if "difference" in steps)

    def totals(self) -> set[str]:
        return plain((t for t in self.one.totals if t.what not in ("category", "attained") or not t.of), self.texts)

    def applied(self) -> set[str]:
        """The shares of relations in scores."""
        parts = [part for steps in self.steps.values() for part in steps["score"].parts]
        return plain((part.weight for part in parts if part.weight is not None), self.texts)

    def seen(self) -> set[str]:
        """The means beside scores, lowest and highest ratings."""
        names = ("self-shown", "others", "lowest", "highest")
        steps = [s for own in self.steps.values() for n, s in own.items() if n in names or n.startswith("seen-")]
        return plain(steps, self.texts)

    def scores(self) -> set[str]:
        return plain((steps["score"] for steps in self.steps.values()), self.texts)

    def then(self) -> set[str]:
        """The scores of the earlier cycle."""
        return plain((steps["previous"] for steps in self.steps.values() if "previous" in steps), self.texts)

    def means(self) -> set[str]:
        return plain((t for t in self.one.totals if t.what == "category"), self.texts)

    def missing(self) -> set[str]:
        return plain((t for t in self.one.totals if t.what == "not-assessed"), self.texts)

    # what is no result: ids, names, dates; ranks; facts of the model

    def written(self) -> set[str]:
        """Numbers in comments, which are texts of the input."""
        remarks = self.view.remarks
        return set() if remarks is None else {n for _, _, text in fields(remarks.groups) for n in numbers(text)}

    def who(self) -> set[str]:
        person = self.one.person
        return {
            n for text in (person.id, person.name, person.department, self.assessment.cycle.name) for n in numbers(text)
        }

    def cycles(self) -> set[str]:
        return {n for text in (self.assessment.cycle.name, self.one.previous or "") for n in numbers(text)}

    def date(self) -> set[str]:
        effective = self.assessment.standards.effective
        return set(re.findall(r"\d+", effective.isoformat())) if effective else set()

    def grades(self) -> set[str]:
        return {n for grade in self.model.grades for n in numbers(grade.name_zh)}

    def ranks(self) -> set[str]:
        return {str(n) for n in range(1, TOP + 1)}

    def further(self) -> set[str]:
        """The number of lines under the heading that tells it."""
        return {str(len(self.view.growth.further))} if self.view.growth else set()

    def constants(self) -> set[str]:
        """The standard, the half below it, its distance, the ends of the scale, the fewest people of a mean, the fewest raters,
        the difference from which on something is pointed out.
        """
        t = self.model.thresholds
        ends = (self.model.scale_min, self.model.scale_max, t.standard, t.group_mean_people, t.shown_raters)
        return {
            f"{t.standard - 0.5:.2f}",
            "0.50",
            f"{float(t.little_change):.2f}",
            f"{float(t.blind_spot):.2f}",
            *map(str, ends),
        }

    def exam_from(self) -> set[str]:
        return {str(self.model.point(self.model.standard).exam_from)}

    def scale(self) -> set[str]:
        return {str(n) for p in self.model.scale for n in (p.value, p.exam_from, p.exam_to) if n is not None}

    def wording(self) -> set[str]:
        """Sentences of the model's texts, which may hold numbers of their own."""
        levels = [level for c in self.texts.wording.competencies for level in c.levels]
        sentences = {s.zh for level in levels for s in (*level.indicators, *level.steps)}
        return sentences | {text for level in levels for text in (level.summary_zh, f"目标：{level.summary_zh}")}

    def _inside(self, category: str) -> list[Any]:
        members = {c.id for c in self.model.in_category(category)}
        return [c.steps for c in self.one.competencies if c.competency in members]

    def _repeats(self, steps: Iterable[Step]) -> set[str]:
        counted = Counter(shown(step, self.texts).lstrip(_SIGNS) for step in steps)
        return {str(n) for n in counted.values()}

    def foreign(self) -> list[tuple[str, str, str]]:
        """Numbers of the page that may not stand where they do: path, what it is about, text."""
        wording = self.wording()
        return [
            (path, about, text)
            for path, about, text in fields(self.view)
            if text not in wording and set(numbers(text)) - self.allowed(path, about)
        ]

    def results(self) -> set[str]:
        """The numbers of the page that are results: those of fields for which steps alone are allowed."""
        own, wording = {"own", "totals", "scores", "means"}, self.wording()
        return {
            n
            for path, _, text in fields(self.view)
            if set(next(sets for start, sets in FIELDS if path.startswith(start))) <= own and text not in wording
            for n in numbers(text)
        }
