"""Recalibrations made up for the tests of their report: votes, what is decided, whom it hits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from reportgen.assessment.recalibration import line_of
from reportgen.model.recalibration import Adoption, GradeEffect, Recalibration, decided
from reportgen.model.results import Assessment, PersonResult, Recalibrated
from reportgen.model.texts import packaged_texts
from reportgen.model.types import Level, Model
from reportgen.reports.recalibration_view import GradeSection, RecalibrationView, recalibration_view
from reportgen.reports.views import Texts
from tests.reports.cases import assessment, person

VOTED = {"communication": (2, 3, 3, 3, 4), "interpersonal": (2, 2, 2, 4, 4), "solution_design": (1, 1, 1, 2, 1)}
RATED = [[4, 5]] * 18


def voted(model: Model, votes: Mapping[str, Sequence[int]], grade: int = 1, *, n: int = 5) -> list[Recalibrated]:
    """Lines of a grade: `n` votes for the level before, but for those given."""
    grade_id, levels = model.grades[grade].id, model.standards()
    lines = []
    for c in model.competency_ids:
        before = levels[grade_id, c]
        cast = votes.get(c, (before,) * n)
        lines.append(line_of(grade_id, c, {v: list(cast).count(v) for v in cast}, before, model))
    return lines


def people(model: Model, n: int) -> list[PersonResult]:
    """People of the second grade."""
    return [person(model, [[4, 5]] * len(model.competencies), f"人员{i}", f"E{i:04}") for i in range(n)]


def effect(lines: Sequence[Recalibrated], members: Sequence[PersonResult], examined: Sequence[str] = ()) -> GradeEffect:
    """Everybody is to be rated anew on whatever changes, but for what was examined."""
    changed = [line.competency for line in lines if line.level != line.before]
    anew = tuple(c for c in changed if c not in examined)
    papers = tuple(c for c in changed if c in examined)
    return GradeEffect(
        lines[0].grade,
        tuple(p.id for p in members),
        {p.id: anew for p in members if anew},
        {p.id: papers for p in members if papers},
    )


def whole(lines: Sequence[Recalibrated], members: Sequence[PersonResult], *, proposed: bool = False,
          adoption: Adoption | None = None, examined: Sequence[str] = ()) -> Recalibration:  # fmt: skip
    return Recalibration(
        tuple(lines), (effect(lines, members, examined),), adoption=adoption, proposed=proposed
    )  # fmt: skip


def adoption(again: str = "", note: str = "") -> Adoption:
    return Adoption(2, "2026", date(2027, 1, 1), {}, (), again=again, note=note)


def but(lines: Sequence[Recalibrated], competency: str, level: int, reason: str) -> list[Recalibrated]:
    """Every level as voted, but for one."""
    return [
        decided(line, level, reason) if line.competency == competency else decided(line, line.after) for line in lines
    ]


def worded(texts: Texts) -> Texts:
    return replace(texts, wording=packaged_texts(texts.model))


def shown(recalibration: Recalibration, done: Assessment, texts: Texts) -> GradeSection:
    """The section of the only grade."""
    return view_of(recalibration, done, texts).grades[0]


def view_of(recalibration: Recalibration, done: Assessment, texts: Texts) -> RecalibrationView:
    return recalibration_view(recalibration.grades[0], recalibration, done, texts)


def of(model: Model, members: Sequence[PersonResult]) -> Assessment:
    return assessment(model, members)


def another(model: Model, levels: int, competencies: int, name: str = "") -> Model:
    """A model with other numbers of levels and competencies, and long English names."""
    of_levels = tuple(Level(name_zh=f"第{i}级", name_en=f"Level number {i}", value=i) for i in range(1, levels + 1))
    base = model.competencies[0]
    made = tuple(
        replace(base, id=f"c{i}", name_zh=f"第{i}项能力素质的长名称", name_en=f"{name or 'Competency'} {i}", aliases=())
        for i in range(1, competencies + 1)
    )
    grades = tuple(replace(g, required_level=min(i, levels), required={}) for i, g in enumerate(model.grades, start=1))
    return replace(model, levels=of_levels, competencies=made, grades=grades)
