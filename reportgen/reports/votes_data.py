"""What the pictures of a recalibration show: votes per level, required levels before and after, who is to be rated anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.model.results import Recalibrated
from reportgen.model.types import Model


@dataclass(frozen=True)
class VotesRow:
    """Votes per level, lowest first; `before` and `voted` are places among the levels (`voted` None: nobody voted)."""

    per_level: tuple[int, ...]
    before: int
    voted: int | None


@dataclass(frozen=True)
class RequiredData:
    """Required levels of competencies, as places among the levels from the lowest (1): before, and after.

    `names` of the competencies, `marks` beside those that change ("" for the others), `rings` the names of the levels,
    `values` the same as numbers for where the names have no room.
    """

    names: tuple[str, ...]
    marks: tuple[str, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    rings: tuple[str, ...]
    values: tuple[str, ...]


def votes_row(line: Recalibrated, model: Model) -> VotesRow:
    """The votes on a competency."""
    values = [level.value for level in model.levels]
    return VotesRow(line.per_level, values.index(line.before), values.index(line.after) if line.votes else None)


def required_data(lines: Sequence[Recalibrated], model: Model, lang: str) -> RequiredData:
    """The required levels of a grade."""
    place = {level.value: i for i, level in enumerate(model.levels, start=1)}
    return RequiredData(
        names=tuple(model.competency(line.competency).name(lang) for line in lines),
        marks=tuple(arrow(line.level - line.before) for line in lines),
        before=tuple(place[line.before] for line in lines),
        after=tuple(place[line.level] for line in lines),
        rings=tuple(level.name(lang) for level in model.levels),
        values=tuple(str(level.value) for level in model.levels),
    )


def arrow(change: int) -> str:
    """The direction of a change; empty without one."""
    return "↑" if change > 0 else "↓" if change < 0 else ""
