"""Who has to mend a problem of the input: those who hand something in, and whoever runs the program."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from reportgen.language import N_

COLLECTOR, HR, RATER, EXAMS, EXPERTS, SYSTEM = "collector", "hr", "rater", "exams", "experts", "system"

# Owners in the order in which a clerk sees them, with their names.
OWNERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        HR: N_("HR (roster)"),
        COLLECTOR: N_("Whoever collects the workbooks"),
        RATER: N_("Rater"),
        EXAMS: N_("Exam office"),
        EXPERTS: N_("Experts who vote"),
        SYSTEM: N_("System administrator"),
    }
)

_BY_SHEET = "sheet"  # whoever fills in sheets of that kind
_BY_FORM = "form"  # the same, but whoever collects the forms instead of the raters: it is about who is meant

_CODES: Final[Mapping[str, tuple[str, ...]]] = {
    HR: (
        "unknown-person", "duplicate-person", "missing-id", "missing-name", "unknown-grade", "unprintable-name", "long-text",
        "no-address", "unusable-address", "foreign-domain", "shared-address", "two-addresses", "own-address", "manager-mismatch",
        "recipient-changed", "no-password", "unusable-password",
    ),
    COLLECTOR: (
        "unreadable-workbook", "unrecognised-form", "unknown-sheet", "not-ratings", "ambiguous-sheet", "unaccounted-cells",
        "unsupported-file", "own-output", "duplicate-file", "hidden-data", "external-links", "covered-cells", "no-cached-value",
        "blank-rater", "person-from-name", "rater-from-name", "few-raters", "answers-kept",
        "adopted-not-in-force", "adopted-level-differs", "unreadable-adoption",
    ),
    RATER: (
        "two-ticks", "rating-out-of-range", "unreadable-rating", "no-tick", "duplicate-rating", "conflicting-rating",
        "self-rating", "relation-from-roster", "unknown-relation", "requirement-changed",
    ),
    EXAMS: ("unknown-subject", "mark-out-of-range", "weight-out-of-range", "exam-incomplete"),
    EXPERTS: (
        "vote-out-of-range", "level-out-of-range", "few-votes", "grades-out-of-order", "recalibrated-too-soon",
        "large-change",
    ),
    SYSTEM: ("missing-glyph", "report-failed", "mailed-elsewhere", "report-altered", "wrong-report", "too-large", "mail-failed"),
    _BY_FORM: ("ambiguous-name", "name-mismatch", "id-as-number", "name-only", "level-mismatch"),
    _BY_SHEET: (
        "error-cell", "unreadable-date", "duplicate-value", "conflicting-value", "other-cycle", "mixed-dates",
        "unknown-competency", "other-scale", "stored-result-differs",
    ),
}  # fmt: skip

OWNER_OF_CODE: Final[Mapping[str, str]] = MappingProxyType(
    {code: who for who, codes in _CODES.items() for code in codes}
)

_OWNER_OF_KIND: Final[Mapping[str, str]] = MappingProxyType(
    {
        "roster": HR,
        "marks": EXAMS,
        "marks-list": EXAMS,
        "weights": EXAMS,
        "votes": EXPERTS,
        "standards": EXPERTS,
        "history": COLLECTOR,
        **dict.fromkeys(
            ("form", "scores", "form-across", "matrix", "matrix-across", "list", "mutual", "off-scale"), RATER
        ),
    }
)


def owner_of(code: str, kinds: Sequence[str]) -> str:
    """Who has to mend a problem on a sheet with tables of these kinds; the collector where nobody else can be told."""
    owner = OWNER_OF_CODE.get(code, COLLECTOR)
    if owner not in (_BY_SHEET, _BY_FORM):
        return owner
    owners = {_OWNER_OF_KIND[kind] for kind in kinds if kind in _OWNER_OF_KIND}
    found = owners.pop() if len(owners) == 1 else COLLECTOR
    return COLLECTOR if owner == _BY_FORM and found == RATER else found
