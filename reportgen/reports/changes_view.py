"""`data/changes.html`: what changed since the previous reports, person by person, with the files and cells that did it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from reportgen.language import N_, Language
from reportgen.model.changes import (
    FATES,
    SHOWN_CELLS,
    Because,
    CellChange,
    Change,
    Changes,
    FileChange,
    ProblemLine,
    cell_text,
)  # fmt: skip
from reportgen.model.reissue import GRADE, PERSON
from reportgen.reports.admin_page import AdminPage, Link, admin_page
from reportgen.reports.changes_text import general, number, numbers, summary, to_hand_out
from reportgen.reports.css import stylesheet
from reportgen.reports.html import render
from reportgen.reports.views import Texts

PATH: Final = "data/changes.html"
PEOPLE_LIMIT: Final = 300  # people on the page; the table has all
PROBLEM_LIMIT: Final = 200
WHATS: Final[Mapping[str, str]] = {
    "score": N_("Score"),
    "band": N_("Band"),
    "exam_score": N_("Exam score"),
    "required_level": N_("Required level"),
    "method": N_("Method"),
    "self": N_("Self-rating"),
    "n_raters": N_("Number of ratings"),
    "gap": N_("Gap"),
    "surplus": N_("Surplus"),
    "reason": N_("Reason"),
    "name": N_("Name"),
    "grade": N_("Grade"),
    "department": N_("Department"),
    "manager": N_("Manager"),
    "manager_email": N_("Manager's e-mail"),
    "assessed": N_("Assessed"),
    "competencies": N_("Competencies"),
    "overall": N_("Mean score"),
    "attainment": N_("At standard"),
    "coverage": N_("Coverage"),
    "recalibration": N_("Votes on levels"),
    "recalibration_votes": N_("Votes"),
    "recalibration_mean": N_("Mean of the votes"),
    "recalibration_after": N_("Level after"),
}
_TEXTS = frozenset({"name", "grade", "department", "manager", "manager_email", "method", "reason"})
_MAIN = frozenset({"score", "exam_score", "required_level", "overall", "grade", "recalibration_after"})
_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("method", "rating"): N_("ratings"),
    ("method", "exam"): N_("exam"),
    ("reason", "not-assessed"): N_("not assessed"),
    ("reason", "exam-incomplete"): N_("exam incomplete"),
}


@dataclass(frozen=True)
class Move:
    """A number with what it was and what it is; `main` is the one that the others follow from."""

    label: str
    before: str
    after: str
    main: bool


@dataclass(frozen=True)
class CauseLine:
    """A cell that changed, who says it, and what happened to its file."""

    text: str
    detail: str
    fate: str


@dataclass(frozen=True)
class RowView:
    """What changed of one competency, or of the person, for one and the same reason."""

    name: str
    moves: tuple[Move, ...]
    cells: tuple[CauseLine, ...]
    general: tuple[str, ...]
    unknown: bool


@dataclass(frozen=True)
class Block:
    """A person or a grade with everything that changed; `note`: what of it the report does not show yet."""

    id: str
    name: str
    rows: tuple[RowView, ...]
    note: str = ""


@dataclass(frozen=True)
class FileView:
    """A file that is not what it was."""

    file: str
    fate: str
    effect: str


@dataclass(frozen=True)
class HandOutGroup:
    """Reports that differ for one reason, with links where they are there."""

    label: str
    counted: str
    reports: tuple[Link, ...]


@dataclass(frozen=True)
class HandOut:
    """Which reports have to be handed out again; `say` is the sentence."""

    say: str
    groups: tuple[HandOutGroup, ...]


@dataclass(frozen=True)
class ChangesView:
    """The page. `say` is its one sentence; without `compared` there is nothing else."""

    page: AdminPage
    say: str
    compared: bool
    general: tuple[str, ...]
    hand_out: HandOut
    unknown: str
    came: tuple[Block, ...]
    went: tuple[Block, ...]
    people: tuple[Block, ...]
    more: str
    grades: tuple[Block, ...]
    files: tuple[FileView, ...]
    new_problems: tuple[ProblemLine, ...]
    solved_problems: tuple[ProblemLine, ...]
    more_new: str
    more_solved: str


def changes_view(changes: Changes, texts: Texts) -> ChangesView:
    """The view of the page."""
    lang = texts.lang
    by_person: dict[str, list[Change]] = {}
    for change in changes.changes:
        by_person.setdefault(change.person_id or f"\0{change.name}", []).append(change)
    came = [c for c in changes.changes if c.what == "person" and not c.before]
    went = [c for c in changes.changes if c.what == "person" and c.before]
    grades = [own for key, own in by_person.items() if key.startswith("\0")]
    stayed = [own for key, own in by_person.items() if not key.startswith("\0") and own[0].what != "person"]
    stayed = [_without_noise(own, texts) for own in stayed]
    stayed.sort(key=lambda own: (-_largest(own), -len(own)))
    beyond = len(stayed) - PEOPLE_LIMIT
    n_unknown = sum(1 for change in changes.changes if change.because.unknown)
    return ChangesView(
        page=admin_page(lang("What changed"), PATH, texts),
        say=summary(changes, lang),
        compared=changes.state == "compared" and not changes.nothing,
        general=tuple(general(changes, lang)),
        hand_out=_hand_out(changes, lang),
        unknown=lang.plural("The cause of {n} change is unknown. Please check it.", "The causes of {n} changes are unknown. Please check them.", n_unknown) if n_unknown else "",
        came=tuple(_block([c], texts) for c in came),
        went=tuple(_block([c], texts) for c in went),
        people=tuple(replace(_block(own, texts), note=_kept(own, changes, texts)) for own in stayed[:PEOPLE_LIMIT]),
        more=lang("… and {n} more people: see changes.csv.", n=beyond) if beyond > 0 else "",
        grades=tuple(_block(own, texts) for own in grades),
        files=tuple(_file(file, texts) for file in changes.files),
        new_problems=changes.new_problems[:PROBLEM_LIMIT],
        solved_problems=changes.solved_problems[:PROBLEM_LIMIT],
        more_new=_more(len(changes.new_problems), texts),
        more_solved=_more(len(changes.solved_problems), texts),
    )  # fmt: skip


def changes_html(view: ChangesView, texts: Texts, family: str) -> bytes:
    html = render("admin/changes.html", view, texts.lang, css=stylesheet(("admin", "admin-changes"), family))
    return html.encode("utf-8", "backslashreplace")


def _hand_out(changes: Changes, lang: Language) -> HandOut:
    """The reports whose content changed: people's with entries of their own first, then those in which others changed."""
    found = changes.reissue
    people = found.of(PERSON, "changed")
    listed = (
        (N_("People with changed entries of their own"), [one for one in people if one.own]),
        (N_("People whose own entries are as they were, but the grade's means or other texts in the report changed"), [one for one in people if not one.own]),
        (N_("New reports of people"), found.of(PERSON, "new")),
        (N_("Reports of grades"), found.of(GRADE, "changed", "new")),
        (N_("Not made this time: see whether to take back what was handed out"), [one for one in found.documents if one.state == "withdrawn"]),
    )  # fmt: skip
    groups = tuple(
        HandOutGroup(
            lang(label),
            str(len(own)),
            tuple(Link(PurePosixPath(one.file).stem, "" if one.state == "withdrawn" else f"../{quote(one.file)}") for one in own),
        )
        for label, own in listed
        if own
    )  # fmt: skip
    return HandOut(to_hand_out(changes, lang) or lang("No report differs from the previous ones; none has to be handed out again."), groups)  # fmt: skip


def _more(n: int, texts: Texts) -> str:
    return texts.lang("… and {n} more.", n=n - PROBLEM_LIMIT) if n > PROBLEM_LIMIT else ""


def _without_noise(changes: Sequence[Change], texts: Texts) -> list[Change]:
    """A person's changes without what only follows from a score or band that is listed, and without means that read as
    before: the table has all.
    """
    told = {c.competency for c in changes if c.competency and c.what in ("score", "band")}
    kept = [c for c in changes if not (c.competency in told and (c.what == "surplus" or (c.what == "reason" and not c.after)))]  # fmt: skip
    return [c for c in kept if c.competency or not _reads_as_before(c, texts)] or kept


def _reads_as_before(change: Change, texts: Texts) -> bool:
    if change.what in _TEXTS:
        return False
    return number(change.what, change.before, texts) == number(change.what, change.after, texts)


def _largest(changes: Sequence[Change]) -> Decimal:
    """The largest change of a score [scale]; a score that came or went is as large as the scale allows."""
    moved = [
        abs(Decimal(c.after) - Decimal(c.before)) if c.before and c.after else Decimal(100)
        for c in changes
        if c.what == "score"
    ]
    return max(moved, default=Decimal(0))


def _block(changes: Sequence[Change], texts: Texts) -> Block:
    first = changes[0]
    groups: dict[tuple[str, Because], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.competency, change.because), []).append(change)
    grade = "" if first.person_id else first.name
    return Block(
        id=first.person_id,
        name=_grade(grade, texts) if grade else first.name,
        rows=tuple(_named_once(_row(competency, because, own, texts) for (competency, because), own in groups.items())),
    )


def _kept(own: Sequence[Change], changes: Changes, texts: Texts) -> str:
    """Which changed scores of a person the report does not show yet."""
    moved = {c.competency for c in own}
    names = [_competency(c, texts) for c in changes.kept.get(own[0].person_id, ()) if c in moved]
    if not names:
        return ""
    return texts.lang("The report keeps the previous scores for now: {names} (and the means with them). Too few raters answered anew or otherwise. To show the new ones now: make reports REISSUE={id}",
                      names=texts.lang.listing(names), id=own[0].person_id)  # fmt: skip


def _named_once(rows: Iterable[RowView]) -> Iterator[RowView]:
    """Rows of which only the first of several with one name bears it."""
    last = ""
    for row in rows:
        yield replace(row, name="") if row.name == last else row
        last = row.name


def _row(competency: str, because: Because, changes: Sequence[Change], texts: Texts) -> RowView:
    lang = texts.lang
    cells = tuple(_cause(cell, texts) for cell in because.cells[:SHOWN_CELLS])
    general = [lang("follows from {competencies}", competencies=lang.listing([_competency(c, texts) for c in because.competencies]))] if because.competencies else []  # fmt: skip
    if len(because.cells) > SHOWN_CELLS:
        general.append(lang.plural("{n} more cell", "{n} more cells", len(because.cells) - SHOWN_CELLS))
    general += _short(because, texts)
    moves = tuple(
        Move(_what(c.what, texts), *_values(c.what, c, texts), c.what in _MAIN) for c in changes if c.what != "person"
    )
    named = _competency(competency, texts) if competency else lang("Summary") if changes[0].person_id else ""
    return RowView(named, moves, cells, tuple(general), because.unknown)


def _short(because: Because, texts: Texts) -> list[str]:
    """Causes that are no cell. The head of the page tells more of settings, model and program: here model and program
    are named only when there is no other cause.
    """
    lang = texts.lang
    said = [lang("the roster changed: {file}", file=file) for file in because.rosters]
    if because.settings:
        said.append(lang("settings: {keys}", keys=lang.listing([setting.key for setting in because.settings])))
    if not (said or because.cells or because.competencies):
        said += [lang("the model changed")] if because.model else []
        said += [lang("the program changed")] if because.program else []
    return said


def _cause(cell: CellChange, texts: Texts) -> CauseLine:
    return CauseLine(cell_text(cell, texts.lang), _detail(cell, texts), texts.lang(FATES[cell.fate]))


def _detail(cell: CellChange, texts: Texts) -> str:
    """Who or what a cell speaks of."""
    lang = texts.lang
    if cell.part in ("rating", "self"):
        relation, _, rater = cell.detail.partition(" ")
        known = {r.id: r.name(lang.code) for r in texts.model.relations}
        return " ".join(part for part in (known.get(relation, relation), rater) if part)
    if cell.part == "roster":
        return lang(WHATS.get(cell.detail, cell.detail))
    if cell.part == "mark":
        return _subject(cell.detail, texts)
    kinds = {"weight": lang("weight"), "required": lang("required level"), "vote": lang("vote")}
    detail = _subject(cell.detail, texts) if cell.part == "weight" else cell.detail
    return " ".join(part for part in (kinds.get(cell.part, ""), detail) if part)


def _subject(subject: str, texts: Texts) -> str:
    known = (s for c in texts.model.competencies for s in c.subjects)
    return next((s.name(texts.lang.code) for s in known if s.id == subject), subject)


def _file(file: FileChange, texts: Texts) -> FileView:
    lang = texts.lang
    fate = lang(FATES[file.fate])
    if file.before:
        fate = lang("{fate} (was {before})", fate=fate, before=file.before)
    if not file.numbers:
        return FileView(file.file, fate, lang("changed no number"))
    if not file.people:
        return FileView(file.file, fate, lang("votes on levels"))
    return FileView(file.file, fate, lang.plural("entries of {n} person", "entries of {n} people", file.people))


def _what(what: str, texts: Texts) -> str:
    if what in WHATS:
        return texts.lang(WHATS[what])
    return next((c.name(texts.lang.code) for c in texts.model.categories if c.id == what), what)


def _values(what: str, change: Change, texts: Texts) -> tuple[str, str]:
    """Before and after as people read them; `—` for nothing."""
    pair = (change.before, change.after)
    if what in _TEXTS or what in ("band", "required_level", "recalibration_after"):
        before, after = (_word(what, text, texts) if text else "—" for text in pair)
        return before, after
    return numbers(what, *pair, texts)


def _word(what: str, text: str, texts: Texts) -> str:
    if (what, text) in _WORDS:
        return texts.lang(_WORDS[what, text])
    if what == "grade":
        return _grade(text, texts)
    return text if what in _TEXTS else _point(what, text, texts)


def _point(what: str, text: str, texts: Texts) -> str:
    named = texts.model.scale if what == "band" else texts.model.levels
    return next((f"{text} {p.name(texts.lang.code)}" for p in named if str(p.value) == text), text)


def _grade(grade: str, texts: Texts) -> str:
    return next((g.name(texts.lang.code) for g in texts.model.grades if g.id == grade), grade)


def _competency(competency: str, texts: Texts) -> str:
    return texts.competency(competency) if competency in texts.model.competency_ids else competency
