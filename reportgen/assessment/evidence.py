"""Which cells stand behind the numbers of an assessment: a flat list in a fixed order."""

from collections.abc import Iterator
from fractions import Fraction

from reportgen.assessment.claims import KEPT, settle
from reportgen.assessment.exams import settled_marks, subject_weights
from reportgen.model.evidence import Evidence
from reportgen.model.inputs import rows, source_of
from reportgen.model.raters import SELF
from reportgen.model.results import Assessment

ROSTER_FIELDS = ("name", "grade", "department", "manager", "manager_email")
_RATING = ("person_id", "competency", "rater", "relation", "rating", "stands", "counted", "file", "sheet", "cell")
_CODES = ("duplicate-value", "conflicting-value")


def evidence(assessment: Assessment) -> Iterator[Evidence]:
    """The cells of the roster, ratings, marks, weights, standards and votes. Blank cells stand behind nothing."""
    yield from _roster(assessment)
    yield from _ratings(assessment)
    yield from _marks(assessment)
    yield from _weights(assessment)
    yield from _standards(assessment)
    yield from _votes(assessment)


def _roster(assessment: Assessment) -> Iterator[Evidence]:
    for row in rows(assessment.inputs.roster):
        for field in ROSTER_FIELDS:
            if value := getattr(row, field):
                yield Evidence(row.person_id, "", "", "roster", field, value, True, *_place(row))


def _ratings(assessment: Assessment) -> Iterator[Evidence]:
    """A self-rating counts when it is shown beside the score; whether it enters it, the weights say."""
    graded = {p.id for p in assessment.people}
    columns = (assessment.ratings[name].tolist() for name in _RATING)
    for person, competency, rater, relation, rating, stands, counted, *place in zip(*columns, strict=True):
        own = relation == SELF
        yield Evidence(
            person, "", competency, "self" if own else "rating", f"{relation} {rater}".strip(), str(rating),
            bool(stands and person in graded) if own else bool(counted), *place,
        )  # fmt: skip


def _marks(assessment: Assessment) -> Iterator[Evidence]:
    """An exam that was not taken and a mark that was left out count: there is no exam score because of them."""
    weights, _ = subject_weights(assessment.inputs.weights, assessment.model)
    settled, _ = settled_marks(assessment.inputs.marks)
    grades = {p.id: p.grade for p in assessment.people}
    having = {
        subject: [c.id for c in assessment.model.competencies if subject in {s.id for s in c.subjects}]
        for subject in {s.id for c in assessment.model.competencies for s in c.subjects}
    }
    for row in rows(assessment.inputs.marks):
        if row.state == "blank":
            continue
        taken = settled[row.person_id][row.subject]
        stands = taken.order == row.Index and (taken.value is not None or row.state != "mark")
        value = _number(row.mark) if row.state == "mark" else row.state
        for competency in having[row.subject]:
            weight = weights.get((grades.get(row.person_id, ""), competency), {}).get(row.subject, 0)
            yield Evidence(
                row.person_id, "", competency, "mark", row.subject, value, stands and weight > 0, *_place(row)
            )


def _weights(assessment: Assessment) -> Iterator[Evidence]:
    table = assessment.inputs.weights
    states, _ = settle(table, ("competency", "subject", "grade"), "weight", _CODES)
    for row in rows(table):
        yield Evidence(
            "", row.grade, row.competency, "weight", row.subject, _number(row.weight), states[row.Index] == KEPT,
            *_place(row),
        )  # fmt: skip


def _standards(assessment: Assessment) -> Iterator[Evidence]:
    for row in rows(assessment.inputs.standards):
        holds = assessment.standards.sources.get((row.grade, row.competency)) == source_of(row)
        day = "" if row.effective is None else row.effective.isoformat()
        yield Evidence(
            "", row.grade, row.competency, "required", day, str(row.level), holds, *_place(row)
        )  # fmt: skip


def _votes(assessment: Assessment) -> Iterator[Evidence]:
    table = assessment.inputs.votes
    states, _ = settle(table, ("grade", "competency", "expert"), "level", _CODES)
    for row in rows(table):
        yield Evidence(
            "", row.grade, row.competency, "vote", row.expert or "", str(row.level), states[row.Index] == KEPT,
            *_place(row),
        )  # fmt: skip


def _place(row: object) -> tuple[str, str, str]:
    """File, sheet and cell of a row."""
    source = source_of(row)
    return source.file, source.sheet, source.cell


def _number(value: Fraction) -> str:
    """A cell's number as Excel shows it: equal texts are equal numbers."""
    return f"{float(value):.15g}"
