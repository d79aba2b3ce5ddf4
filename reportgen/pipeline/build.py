"""The build: read → assess → view → render → write."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from functools import partial

from reportgen import __version__
from reportgen.assessment.evidence import evidence
from reportgen.assessment.panels import panels
from reportgen.model.changes import Changes
from reportgen.model.raters import worst_first
from reportgen.model.results import Assessment
from reportgen.outputs.about import made_with
from reportgen.outputs.earlier import NotComparable, earlier_run
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.issued import ISSUED, issued_bytes
from reportgen.outputs.lock import held
from reportgen.outputs.names import safe_name, unique_names
from reportgen.outputs.rater_tables import rater_tables
from reportgen.outputs.reader_tables import reader_tables
from reportgen.outputs.recipients import RECIPIENTS, recipients_json
from reportgen.outputs.tables import data_tables, sources_table
from reportgen.outputs.workbook import results_workbook
from reportgen.pipeline.changed import CHANGES_PAGE, changes_files, facts, what_changed
from reportgen.pipeline.check import FILES, TABLE, check_documents, check_without_roster
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.earlier import compared
from reportgen.pipeline.explaining import pages
from reportgen.pipeline.job import Job, NothingToDoError, logo_of, read, texts_of
from reportgen.pipeline.mail_ledger import never_sent
from reportgen.pipeline.noted import but_for_notes, without_notes
from reportgen.pipeline.recipients import address_problems, roster_lines
from reportgen.pipeline.replacing import check_replacing, days_of
from reportgen.pipeline.text_problems import text_problems
from reportgen.problems import Problem, Source, errors, in_order, problem
from reportgen.reports.documents import Press
from reportgen.reports.fonts import Font, can_print
from reportgen.reports.grade_view import grade_view
from reportgen.reports.index_view import index_html, index_view
from reportgen.reports.pdf import RenderError
from reportgen.reports.person_view import person_view
from reportgen.reports.views import Texts

RESULTS = "results.xlsx"
INDEX = "index.html"
PROBLEMS = TABLE

ROSTER_CODES = frozenset({"duplicate-person", "missing-id", "unknown-grade"})


@dataclass(frozen=True)
class Report:
    """A document to make: its kind and id, its file below the output folder, and how to make it; `unnoted`: as it would
    be without the note that scores of the last issue are kept.
    """

    kind: str
    id: str
    name: str
    file: str
    make: Callable[[], bytes]
    unnoted: Callable[[], bytes] | None = None


@dataclass
class Outcome:
    """What a build did."""

    people: int = 0
    grades: int = 0
    kept: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)  # files replaced while another program seemed to have them open
    compared: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    to_ask: int = 0  # raters whose ratings look doubtful
    to_decide: bool = False  # there are votes on required levels, and they would change some
    changes: Changes = field(default_factory=lambda: Changes("first"))
    unsent: int = 0  # mails of the cycle that was archived, written but never sent

    @property
    def failed(self) -> bool:
        """Whether input values were left out or a report is missing."""
        return bool(errors(self.problems))


def build(
    job: Job, font: Font, *, on_file: Callable[[str], None] = lambda _: None, on_report: Callable[[int, int], None] = lambda _n, _of: None
) -> Outcome:  # fmt: skip
    """Read, compute and write everything into the output folder.

    Raises as `read` does, `WhoError` for somebody unknown who is to be issued again, and `OutputError` when the folder
    cannot be used; a report that cannot be made becomes a problem, and the others go on. No other run can write there meanwhile, and what would keep this one from it is said
    before anything is read.
    """
    with held(job.output):
        folder = OutputFolder(job.output)
        opened = folder.check()
        try:
            assessment = read(job, on_file)
        except NothingToDoError as error:
            checked = check_without_roster(job, error, nullcontext())
            error.listed = job.output / TABLE if checked.written else None
            raise
        outcome = _build(job, assessment, font, folder, on_report)
    outcome.opened = opened
    return outcome


def _build(
    job: Job, assessment: Assessment, font: Font, folder: OutputFolder, on_report: Callable[[int, int], None]
) -> Outcome:
    anew = check_replacing(job, assessment)
    assessment, said = compared(job, assessment)
    readers, found = disclosed(job, assessment, anew=anew, issuing=True)
    problems = [*assessment.problems, *found, *text_problems(assessment, job.settings, partial(can_print, font=font))]
    texts = texts_of(job, assessment, font)
    problems += address_problems(assessment, texts, job.settings.mail)
    press = Press(job.lang, font, job.settings.report.accent, logo_of(job))
    reports = list(_reports(readers.assessment, texts, press))
    reports += [
        Report("explanation", page.id, page.name, page.file, page.make)
        for page in pages(assessment, readers.assessment, texts, font.family)
    ]
    earlier = earlier_run(job.output, assessment.cycle.name, sample=job.settings.report.sample)
    earlier = NotComparable() if anew else earlier
    unsent = never_sent(job.output, assessment.cycle.name) if job.archive else 0
    folder.start(assessment.cycle.name, _planned(reports, assessment), archive=job.archive, anew=anew)
    folder.write(ISSUED, issued_bytes(readers.issues), kind="data")  # before any report: what is shown is remembered
    outcome = Outcome(compared=said, unsent=unsent)
    made: dict[str, dict[str, str]] = {"person": {}, "grade": {}, "explanation": {}}
    for n, report in enumerate(reports, start=1):
        content = None
        try:
            content = report.make()
        except RenderError as error:
            problems.append(problem("report-failed", Source(report.file), report.name, reason=str(error)))
        except Exception as error:  # noqa: BLE001 (a fault of ours in one report holds nobody else up)
            reason = f"{type(error).__name__}: {error}"
            problems.append(problem("report-failed", Source(report.file), report.name, reason=reason))
        on_report(n, len(reports))  # may stop: a report that Ctrl-C ran into is not written
        if content is not None:
            folder.write(report.file, content, kind=report.kind, id=report.id)
            made[report.kind][report.id] = report.file
    outcome.people, outcome.grades = len(made["person"]), len(made["grade"])
    folder.write(RESULTS, results_workbook(readers.assessment, job.lang), kind="results")
    view = index_view(readers.assessment, made["person"], made["grade"], RESULTS, texts)
    folder.write(INDEX, index_html(view, texts, font.family), kind="index")
    folder.write(RECIPIENTS, recipients_json(roster_lines(assessment, readers.assessment, texts)), kind="data")
    outcome.problems, outcome.to_ask = in_order(problems), len(worst_first(assessment.raters))
    outcome.to_decide = any(line.change and line.adopted is None for line in assessment.recalibration)
    assessment = replace(assessment, problems=outcome.problems)
    tables = data_tables(assessment, job.lang) | {"sources.csv": sources_table(evidence(assessment))}
    tables |= reader_tables(assessment, readers.assessment.people, readers.withheld, readers.order)
    run = facts(job, assessment, tables, font.family)
    written = but_for_notes(earlier, folder.written, {r.file: r.unnoted for r in reports if r.unnoted})
    outcome.changes = replace(
        what_changed(earlier, tables, run, written), kept={k.person_id: k.competencies for k in readers.kept}
    )
    tables |= changes_files(outcome.changes, texts, font.family) | rater_tables(panels(assessment), assessment.raters)
    for name, content in tables.items():
        folder.write(f"data/{name}", content, kind="data")
    explained = {person: page.removeprefix("data/") for person, page in made["explanation"].items()}
    present = folder.manifest["files"]
    for name, content in check_documents(job, assessment, texts, font.family, explained, present).items():
        folder.write(name, content, **FILES[name])
    details = {
        **run,
        "program": f"reportgen {__version__}",
        "model": assessment.model.model.id,
        "made_with": asdict(made_with(assessment)),
        "sample": job.settings.report.sample,
        "dates": [day.isoformat() for day in days_of(assessment) or ()],
    }
    outcome.kept = folder.finish(details, remove_stale=not _roster_errors(outcome.problems, assessment))
    return outcome


def _reports(assessment: Assessment, texts: Texts, press: Press) -> Iterator[Report]:
    unnoted = without_notes(assessment)
    keeping = {p.id for p in assessment.people if any(r.kept for r in p.competencies)}
    plain = {p.id: p for p in unnoted.people}
    names = unique_names([safe_name(f"{p.id}-{p.name}") for p in assessment.people], ".pdf")
    for person, name in zip(assessment.people, names, strict=True):
        yield Report(
            "person", person.id, person.name, f"people/{name}",
            lambda person=person: press.person(person_view(person, assessment, texts)),  # type: ignore[misc]
            (lambda person=plain[person.id]: press.person(person_view(person, unnoted, texts))) if person.id in keeping else None,  # type: ignore[misc]
        )  # fmt: skip
    names = unique_names([safe_name(texts.grade(g.id)) for g in assessment.grades], ".pdf")
    for grade, name in zip(assessment.grades, names, strict=True):
        yield Report(
            "grade", grade.id, texts.grade(grade.id), f"grades/{name}",
            lambda grade=grade: press.grade(grade_view(grade, assessment, texts)),  # type: ignore[misc]
            (lambda grade=grade: press.grade(grade_view(grade, unnoted, texts))) if keeping & set(grade.people) else None,  # type: ignore[misc]
        )  # fmt: skip


def _planned(reports: Sequence[Report], assessment: Assessment) -> dict[str, dict[str, str]]:
    tables = ["scores", "people", "ratings", "recalibration", "problems", "sources", "changes", "relations", "withheld"]
    tables += ["agreement", "raters"]
    if assessment.comparison is not None:
        tables.append("comparison")
    files = {report.file: {"kind": report.kind, "id": report.id} for report in reports}
    return files | {
        name: {}
        for name in (RESULTS, INDEX, CHANGES_PAGE, ISSUED, RECIPIENTS, *(f"data/{t}.csv" for t in tables), *FILES)
    }


def _roster_errors(problems: Sequence[Problem], assessment: Assessment) -> bool:
    """Whether the roster may be incomplete: then nothing that an earlier build made is removed."""
    unreadable = any(p.code in ("unreadable-workbook", "unrecognised-form") for p in problems)
    return unreadable or any(p.code in ROSTER_CODES for p in problems) or not assessment.people
