"""An explanation as JSON for programs: stable keys, exact values; docs/explain.md tells them."""

import json
from fractions import Fraction

from reportgen.model.derivation import CompetencyExplanation, Explanation, Step
from reportgen.model.history import Adopted
from reportgen.model.rounding import decimal_text
from reportgen.problems import Problem, Source

FORMAT = 1
DECIMALS = 4


def explanation_json(one: Explanation, cycle: str, wanted: str = "") -> str:
    """The whole tree, or that of one competency. Scores of other people stand without their parts: ask for those people."""
    person = one.person
    data = {
        "format": FORMAT,
        "cycle": cycle,
        "previous_cycle": one.previous,
        "person": {"id": person.id, "name": person.name, "grade": person.grade, "source": _source(person.source)},
        "competencies": [_competency(c, person.id) for c in one.competencies if wanted in ("", c.competency)],
        "totals": [] if wanted else [_step(step, person.id) for step in one.totals],
        "left_out": [_left_out(found) for found in one.left_out],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _competency(one: CompetencyExplanation, person: str) -> dict[str, object]:
    return {
        "competency": one.competency,
        "method": one.method,
        "reason": one.reason,
        "withheld": one.withheld,
        "steps": {name: _step(step, person) for name, step in one.steps.items()},
        "not_counted": [_step(step, person) for step in one.left],
        "left_out": [_left_out(found) for found in one.left_out],
    }


def _left_out(found: Problem) -> dict[str, object]:
    """What could not be used: what stands there, whose it is, where, and the code of the problem."""
    return {
        "code": found.code,
        "value": found.value,
        "by": found.rater,
        "relation": found.relation,
        "source": _source(found.source),
    }


def _step(step: Step, person: str) -> dict[str, object]:
    """A step with what is known of it; empty fields are left out, but a missing value is null."""
    found: dict[str, object] = {
        "what": step.what,
        "value": None if step.value is None else str(step.value),
        "decimal": None if step.value is None else _decimal(step.value),
        "unit": step.unit,
        "rule": step.rule,
        "of": step.of,
        "person": step.person,
        "by": step.by,
        "relation": step.relation,
        "origin": step.origin,
        "source": _source(step.source),
        "heading": _source(step.heading),
        "note": step.note,
        "weight": _step(step.weight, person) if step.weight else None,
        "level": _step(step.level, person) if step.level else None,
        "adopted": _adopted(step.adopted) if step.adopted else None,
    }
    kept = {key: value for key, value in found.items() if value or key in ("value", "decimal")}
    if step.parts and step.person in ("", person):
        kept["parts"] = [_step(part, person) for part in step.parts]
    return kept


def _adopted(line: Adopted) -> dict[str, object]:
    """Which adoption put a level in force."""
    return {"number": line.number, "cycle": line.cycle, "effective": line.effective.isoformat()}


def _decimal(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else decimal_text(value, DECIMALS)


def _source(source: Source | None) -> dict[str, str] | None:
    return None if source is None else {"file": source.file, "sheet": source.sheet, "cell": source.cell}
