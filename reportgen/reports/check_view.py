"""The check of the input as an administrator sees it: the page `data/admin.html`, and the same on the screen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from reportgen.model.check import MISSING, STATES, CheckedFile, CheckedPerson, CheckReport, OwnedProblem, shown_file
from reportgen.model.inputs import SheetLedger
from reportgen.reports.admin_page import PAGES, AdminPage, admin_page
from reportgen.reports.check_phrases import (
    by_whom_text,
    counts_blanks,
    fates_text,
    header_text,
    kind_text,
    n_raters,
    n_whole,
    person,
    shortened,
    some_people,
    subjects_text,
    whom_text,
)
from reportgen.reports.check_raters import RatersToAsk, raters_to_ask
from reportgen.reports.css import stylesheet
from reportgen.reports.html import render
from reportgen.reports.views import Texts

PATH = "data/admin.html"
TABLE = "problems.xlsx"


@dataclass(frozen=True)
class Count:
    """A number at the top of the page."""

    value: str
    label: str
    bad: bool = False


@dataclass(frozen=True)
class ProblemRow:
    """A problem on the page."""

    bad: bool
    kind: str
    place: str
    value: str
    what: str
    remedy: str
    nearest: str


@dataclass(frozen=True)
class FileGroup:
    """The problems that one has to mend in a file."""

    name: str
    rows: tuple[ProblemRow, ...]


@dataclass(frozen=True)
class OwnerGroup:
    """The problems that one has to mend."""

    who: str
    counts: str
    bad: bool
    files: tuple[FileGroup, ...]


@dataclass(frozen=True)
class SheetRow:
    """A sheet, or a file of which nothing was read."""

    file: str
    sheet: str
    kind: str
    header: str
    whom: str
    by: str
    used: str
    left_out: str
    blank: str
    read: bool


@dataclass(frozen=True)
class PersonLink:
    name: str
    href: str


@dataclass(frozen=True)
class PeopleLine:
    """People with incomplete data, of one kind."""

    label: str
    counted: str
    people: tuple[PersonLink, ...]


@dataclass(frozen=True)
class RaterRow:
    """A rater in one relation; `whole` when every answer was given."""

    name: str
    relation: str
    people: str
    n_people: str
    answered: str
    whole: bool
    files: str


@dataclass(frozen=True)
class CycleRow:
    """The dates of a file."""

    file: str
    dates: str
    note: str


@dataclass(frozen=True)
class CheckView:
    """Everything the page and the screen show."""

    page: AdminPage
    table: str
    no_roster: bool
    counts: tuple[Count, ...]
    files: str
    raters_counted: str
    owners: tuple[OwnerGroup, ...]
    sheets: tuple[SheetRow, ...]
    missing: tuple[PeopleLine, ...]
    people: tuple[PersonLink, ...]
    raters: tuple[RaterRow, ...]
    to_ask: RatersToAsk
    cycle: str
    cycles: tuple[CycleRow, ...]


def check_view(
    report: CheckReport, texts: Texts, explained: Mapping[str, str], pages: Collection[str] = tuple(PAGES.values())
) -> CheckView:
    """The view of a check; `explained` maps ids of people to the pages that explain their numbers (paths below `data/`),
    `pages` are the other pages that there are (paths below the output folder).
    """
    lang = texts.lang
    page = admin_page(lang("Input check"), PATH, texts)
    links = {id_: quote(path) for id_, path in explained.items()}
    return CheckView(
        page=replace(page, links=tuple(link for link in page.links if link.href.removeprefix("../") in ("", *pages))),
        table=f"../{TABLE}",
        no_roster=not report.people,
        counts=_counts(report, texts),
        files=lang("{n} files: {fates}", n=len(report.files), fates=fates_text(report, lang)),
        raters_counted=lang("{people} raters, {n} counted by relation", people=n_raters(report), n=len(report.raters)),
        owners=tuple(_owner(own, texts) for own in _by_who(report, texts)),
        sheets=tuple(row for file in report.files for row in _sheet_rows(file, report, texts)),
        missing=_missing(report, texts, links),
        people=tuple(PersonLink(person(p.id, report.names), links[p.id]) for p in report.people if p.id in links),
        raters=_raters(report, texts),
        to_ask=raters_to_ask(report.flagged, report.n_results, texts),
        cycle=report.cycle.name,
        cycles=_cycles(report, texts),
    )


def check_html(view: CheckView, texts: Texts, family: str) -> bytes:
    return render(
        "admin/check.html", view, texts.lang, css=stylesheet(("admin", "admin_check", "admin_raters"), family)
    ).encode("utf-8")


def _counts(report: CheckReport, texts: Texts) -> tuple[Count, ...]:
    lang = texts.lang
    return (
        Count(str(report.errors), lang("errors: values left out"), bad=report.errors > 0),
        Count(str(report.warnings), lang("warnings: please confirm these are intended")),
        Count(str(len(report.files)), lang("files: {fates}", fates=fates_text(report, lang))),
        Count(str(len(report.people)), lang("people on the roster")),
        Count(
            str(n_raters(report)),
            lang("raters, {n} counted by relation: {whole} complete", n=len(report.raters), whole=n_whole(report)),
        ),
    )


def _by_who(report: CheckReport, texts: Texts) -> list[list[OwnedProblem]]:
    grouped: dict[str, list[OwnedProblem]] = {}
    for own in report.by_owner().values():
        for one in own:
            grouped.setdefault(one.who(texts.lang), []).append(one)
    return list(grouped.values())


def _owner(own: Sequence[OwnedProblem], texts: Texts) -> OwnerGroup:
    lang = texts.lang
    files: dict[str, list[ProblemRow]] = {}
    for one in own:
        found, source = one.problem, one.problem.source
        bad = found.severity == "error"
        row = ProblemRow(
            bad, lang("Error") if bad else lang("Warning"), " ".join(p for p in (source.sheet, source.cell) if p),
            found.value, found.what(lang), one.remedy(lang), found.nearest,
        )  # fmt: skip
        files.setdefault(shown_file(source.file), []).append(row)
    n_errors = sum(1 for one in own if one.problem.severity == "error")
    counts = lang("errors: {errors}, warnings: {warnings}", errors=n_errors, warnings=len(own) - n_errors)
    groups = tuple(FileGroup(name, tuple(rows)) for name, rows in files.items())
    return OwnerGroup(own[0].who(lang), counts, n_errors > 0, groups)


def _sheet_rows(file: CheckedFile, report: CheckReport, texts: Texts) -> list[SheetRow]:
    name = shown_file(file.name)
    if not file.sheets:
        return [SheetRow(name, "", texts.lang(STATES[file.state]), "", "", "", "", "", "", read=False)]
    return [_sheet_row(name, ledger, report, texts) for ledger in file.sheets]


def _sheet_row(name: str, ledger: SheetLedger, report: CheckReport, texts: Texts) -> SheetRow:
    tables = ledger.tables
    used, left_out, blank = (sum(getattr(t, what) for t in tables) for what in ("used", "left_out", "blank"))
    return SheetRow(
        file=name,
        sheet=ledger.sheet,
        kind=_kind(ledger, texts),
        header=header_text(tables, texts.lang),
        whom=whom_text(tables, report.names, texts),
        by=by_whom_text(tables, texts),
        used=str(used) if tables else "",
        left_out=str(left_out) if tables else "",
        blank=str(blank) if tables and counts_blanks(tables) else "",
        read=bool(tables),
    )


def _kind(ledger: SheetLedger, texts: Texts) -> str:
    parts = (kind_text(ledger, texts.lang), subjects_text(ledger.tables, texts.lang))
    return texts.lang.listing([part for part in parts if part])


def _missing(report: CheckReport, texts: Texts, links: Mapping[str, str]) -> tuple[PeopleLine, ...]:
    lang = texts.lang
    lines = []
    for name, people in report.missing().items():
        shown = tuple(PersonLink(_missed(name, p, report, texts), links.get(p.id, "")) for p in people)
        counted = f"{len(people)} / {len(report.people)}"
        lines.append(PeopleLine(lang(MISSING[name], few=report.few), counted, shown))
    return tuple(lines)


def _missed(what: str, one: CheckedPerson, report: CheckReport, texts: Texts) -> str:
    """A person in a list of those of whom something is missing: with the superior where that is who has to be asked."""
    named = person(one.id, report.names)
    if what != "without_supervisor":
        return named
    return texts.lang("{person} (superior: {manager})", person=named, manager=one.manager)


def _raters(report: CheckReport, texts: Texts) -> tuple[RaterRow, ...]:
    return tuple(
        RaterRow(
            name=" ".join(dict.fromkeys(part for part in (one.id, one.name) if part)) or texts.lang("not named"),
            relation=texts.relation(one.relation),
            people=some_people([report.names.get(p, p) for p in one.people], texts.lang),
            n_people=str(len(one.people)),
            answered=f"{one.answered} / {one.asked}",
            whole=one.whole,
            files=shortened([shown_file(file) for file in one.files], texts.lang, 1),
        )
        for one in report.raters
    )


def _cycles(report: CheckReport, texts: Texts) -> tuple[CycleRow, ...]:
    """The files with dates; those with doubtful ones first."""
    lang = texts.lang
    rows = []
    for file in report.files:
        days = [day.isoformat() for day in dict.fromkeys((file.first_date, file.last_date)) if day is not None]
        notes = []
        if file.outside:
            notes.append(lang("outside the cycle, left out: {dates}", dates=shortened(file.outside, lang)))
        if file.far:
            notes.append(lang("far from the newest date: {dates}", dates=shortened(file.far, lang)))
        if days or notes:
            rows.append(CycleRow(shown_file(file.name), " – ".join(days), lang.listing(notes)))
    return tuple(sorted(rows, key=lambda row: not row.note))
