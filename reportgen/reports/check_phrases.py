"""How a check names sheets, people and raters, on the screen and on the page."""

from collections.abc import Mapping, Sequence

from reportgen.language import Language
from reportgen.model.check import FATES, KINDS, CheckReport
from reportgen.model.inputs import Rated, SheetLedger, TableLedger
from reportgen.model.raters import SELF
from reportgen.reports.views import Texts

MOST = 2  # names before a list is shortened
MOST_ROWS = 3
TICKS = "form"


def shortened(names: Sequence[str], lang: Language, most: int = MOST) -> str:
    """Names in a line; of many the first ones and how many there are."""
    if len(names) <= most + 1:
        return lang.listing(list(names))
    return lang("{names} and more ({n} in all)", names=lang.listing(list(names[:most])), n=len(names))


def some_people(names: Sequence[str], lang: Language) -> str:
    """The names of people in a line."""
    if len(names) <= MOST + 1:
        return lang.listing(list(names))
    return lang("{names} and others ({n} people)", names=lang.listing(list(names[:MOST])), n=len(names))


def person(person_id: str, names: Mapping[str, str]) -> str:
    """A person by id and name."""
    return " ".join(dict.fromkeys((person_id, names.get(person_id, person_id))))


def kind_text(ledger: SheetLedger, lang: Language) -> str:
    """What a sheet was taken for; `(2)` behind a kind of which it has several tables."""
    counts: dict[str, int] = {}
    for kind in ledger.kinds:
        counts[kind] = counts.get(kind, 0) + 1
    named = [f"{lang(KINDS[kind])}{f'×{n}' if n > 1 else ''}" for kind, n in counts.items()]
    return lang.listing(named) or lang("not recognised")


def header_text(tables: Sequence[TableLedger], lang: Language) -> str:
    """The rows in which headers stand."""
    rows = [f"{a}–{b}" if b > a else str(a) for a, b in dict.fromkeys(table.header for table in tables)]
    shown = lang.listing(rows[:MOST_ROWS]) + (" …" if len(rows) > MOST_ROWS else "")
    return lang("row {rows}", rows=shown) if rows else ""


def whom_text(tables: Sequence[TableLedger], names: Mapping[str, str], texts: Texts) -> str:
    """Whom a sheet is about: people, or grades."""
    people = list(dict.fromkeys(p for table in tables for p in table.people))
    if people:
        return (
            person(people[0], names) if len(people) == 1 else some_people([names.get(p, p) for p in people], texts.lang)
        )
    grades = [texts.grade(g) for g in dict.fromkeys(g for table in tables for g in table.grades)]
    return shortened(grades, texts.lang)


def by_whom_text(tables: Sequence[TableLedger], texts: Texts) -> str:
    """Who answered: raters by relation, or experts."""
    lang = texts.lang
    parts = []
    rated = list(dict.fromkeys(r for table in tables for r in table.rated))
    for relation in dict.fromkeys(r.relation for r in rated):
        named = rater_names([r for r in rated if r.relation == relation], lang)
        name = texts.relation(relation)
        parts.append(f"{named}（{name}）" if lang.code == "zh" else f"{named} ({name})")
    experts = list(dict.fromkeys(e for table in tables for e in table.experts))
    if experts:
        parts.append(some_people(experts, lang))
    return lang.listing(parts)


def subjects_text(tables: Sequence[TableLedger], lang: Language) -> str:
    """How many exam subjects a sheet is about."""
    subjects = {s for table in tables for s in table.subjects}
    return lang.plural("{n} subject", "{n} subjects", len(subjects)) if subjects else ""


def rater_names(rated: Sequence[Rated], lang: Language) -> str:
    """The raters of one relation."""
    if all(r.relation == SELF for r in rated):
        return lang("themselves")
    return some_people(list(dict.fromkeys(r.rater or lang("not named") for r in rated)), lang)


def n_raters(report: CheckReport) -> int:
    """How many people rated, each counted once."""
    return len({one.id or one.name for one in report.raters})


def n_whole(report: CheckReport) -> int:
    """How many raters, counted by relation, gave every answer."""
    return sum(1 for one in report.raters if one.whole)


def fates_text(report: CheckReport, lang: Language) -> str:
    """How many files were used, not recognised, damaged, …"""
    told = [lang(FATES[fate], n=n) for fate, n in report.fates.items()]
    return ("，" if lang.code == "zh" else ", ").join(told)


def counts_blanks(tables: Sequence[TableLedger]) -> bool:
    """Whether blanks mean answers that are missing: in a table of ticks most places are blank."""
    return all(table.kind != TICKS for table in tables)
