"""The check for programs: JSON with the keys that docs/check.md lists."""

import json
from datetime import date
from typing import Any, Final

from reportgen.language import Language
from reportgen.model.check import CheckedFile, CheckReport, OwnedProblem, RaterCoverage
from reportgen.model.inputs import SheetLedger, TableLedger

FORMAT: Final = 1


def check_json(report: CheckReport, lang: Language, **more: object) -> str:
    """The whole check; `more` are further keys of the outermost object."""
    cycle = report.cycle
    missing = {name: frozenset(p.id for p in people) for name, people in report.missing().items()}
    document = {
        "format": FORMAT,
        **more,
        "cycle": {"name": cycle.name, "from": _day(cycle.start), "to": _day(cycle.end)},
        "roster": bool(report.people),
        "counts": {
            "errors": report.errors,
            "warnings": report.warnings,
            "files": len(report.files),
            "people": len(report.people),
            "raters": len(report.raters),
        },
        "files": [_file(file) for file in report.files],
        "people": [
            {
                "id": p.id, "name": p.name, "grade": p.grade, "raters": dict(p.raters), "self_rated": p.self_rated,
                "marks": p.marks, "assessed": p.assessed, "competencies": p.competencies, "manager": p.manager,
                "missing": [name for name, people in missing.items() if p.id in people],
            }
            for p in report.people
        ],
        "raters": [_rater(one) for one in report.raters],
        "problems": [_problem(one, lang) for one in report.problems],
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=1)


def _file(file: CheckedFile) -> dict[str, Any]:
    return {
        "file": file.name,
        "state": file.state,
        "fate": file.fate,
        "dates": {
            "first": _day(file.first_date), "last": _day(file.last_date),
            "outside_cycle": list(file.outside), "far_from_newest": list(file.far),
        },
        "sheets": [_sheet(ledger) for ledger in file.sheets],
    }  # fmt: skip


def _sheet(ledger: SheetLedger) -> dict[str, Any]:
    return {
        "sheet": ledger.sheet, "kinds": list(ledger.kinds), "used": ledger.used, "left_out": ledger.left_out,
        "blank": ledger.blank, "tables": [_table(table) for table in ledger.tables],
    }  # fmt: skip


def _table(table: TableLedger) -> dict[str, Any]:
    return {
        "kind": table.kind, "header": list(table.header), "people": list(table.people),
        "rated": [{"person": r.person_id, "rater": r.rater, "relation": r.relation} for r in table.rated],
        "subjects": list(table.subjects), "grades": list(table.grades), "experts": list(table.experts),
        "first_date": _day(table.first_date), "last_date": _day(table.last_date),
        "used": table.used, "left_out": table.left_out, "blank": table.blank,
    }  # fmt: skip


def _rater(one: RaterCoverage) -> dict[str, Any]:
    return {
        "name": one.name, "id": one.id, "relation": one.relation, "people": list(one.people), "asked": one.asked,
        "answered": one.answered, "files": list(one.files),
    }  # fmt: skip


def _problem(one: OwnedProblem, lang: Language) -> dict[str, Any]:
    found = one.problem
    return {
        "severity": found.severity, "code": found.code, "owner": one.owner, "rater": found.rater, "person": found.person,
        "file": found.source.file, "sheet": found.source.sheet, "cell": found.source.cell, "value": found.value,
        "what": found.what(lang), "remedy": one.remedy(lang), "nearest": found.nearest,
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
