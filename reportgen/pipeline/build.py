"""The build: read → assess → view → render → write."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial

from reportgen import __version__
from reportgen.assessment.evidence import evidence
from reportgen.assessment.panels import panels
from reportgen.assessment.readers import Readers
from reportgen.engine.running import working
from reportgen.model.changes import Changes
from reportgen.model.inputs import Cycle
from reportgen.model.raters import worst_first
from reportgen.model.results import Assessment
from reportgen.outputs.about import made_with
from reportgen.outputs.earlier import COMPARED, NotComparable, earlier_run
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.issued import ISSUED, issued_bytes
from reportgen.outputs.lock import held
from reportgen.outputs.rater_tables import rater_tables
from reportgen.outputs.reader_tables import reader_makers
from reportgen.outputs.recipients import RECIPIENTS, recipients_json
from reportgen.outputs.tables import data_makers, sources_table
from reportgen.outputs.workbook import results_workbook
from reportgen.pipeline.again import AGAIN, Repeat, Surroundings, as_said, repeated, surroundings
from reportgen.pipeline.changed import CHANGES_PAGE, changes_files, facts, what_changed
from reportgen.pipeline.check import FILES, TABLE, check_documents, check_without_roster
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.documents import Hands, Order, Orders, Printing, crew_of, printed, warmed
from reportgen.pipeline.earlier import compared
from reportgen.pipeline.job import Job, NothingToDoError, logo_of, model_of, read, texts_for, texts_of
from reportgen.pipeline.mail_ledger import never_sent
from reportgen.pipeline.making import Outfit
from reportgen.pipeline.noted import but_for_notes, without_notes
from reportgen.pipeline.reading_memory import WORKBOOKS_MEMORY, forgetful, remember, workbooks_memory
from reportgen.pipeline.recipients import address_problems, roster_lines
from reportgen.pipeline.replacing import check_replacing, days_of
from reportgen.pipeline.text_problems import text_problems
from reportgen.problems import Found, Problem, errors, in_order
from reportgen.reports.documents import Press
from reportgen.reports.fonts import Font, can_print
from reportgen.reports.index_view import index_html, index_view
from reportgen.workbooks.reading.memory import Memory

RESULTS = "results.xlsx"
INDEX = "index.html"
LISTING = "problems.csv"
PROBLEMS = TABLE
_GARBAGE = 100_000  # new objects after which it is looked for

ROSTER_CODES = frozenset({"duplicate-person", "missing-id", "unknown-grade"})


@dataclass
class Outcome:
    """What a build did."""

    people: int = 0
    grades: int = 0
    made: int = 0  # documents written, pages that explain included
    unchanged: int = 0  # documents that lay there already as they would come out
    kept: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)  # files replaced while another program seemed to have them open
    compared: list[str] = field(default_factory=list)
    problems: Sequence[Found] = ()
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
        around = surroundings(job, font)
        same = repeated(job, around, on_file)
        if same is not None:
            return replace(_repeat(job, font, folder, same), opened=opened)
        memory = forgetful() if job.force else workbooks_memory(job.output)
        with _rarely_collecting(), working(crew_of(job, font)) as crew:
            hands = warmed(crew)
            try:
                assessment = read(job, on_file, memory)
            except NothingToDoError as error:
                checked = check_without_roster(job, error, nullcontext())
                error.listed = job.output / TABLE if checked.written else None
                raise
            gc.freeze()
            outcome = _build(job, assessment, font, folder, hands, memory, around, on_report)
    outcome.opened = opened
    return outcome


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """While a build goes on, tables of hundreds of thousands of rows are not searched for garbage over and over."""
    before = gc.get_threshold()
    gc.set_threshold(_GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def _build(
    job: Job, assessment: Assessment, font: Font, folder: OutputFolder, hands: Hands, memory: Memory,
    around: Surroundings | None, on_report: Callable[[int, int], None],
) -> Outcome:  # fmt: skip
    anew = check_replacing(job, assessment)
    assessment, said = compared(job, assessment)
    readers, found = disclosed(job, assessment, anew=anew, issuing=True)
    problems = [*assessment.problems, *found, *text_problems(assessment, job.settings, partial(can_print, font=font))]
    texts = texts_of(job, assessment, font)
    problems += address_problems(assessment, texts, job.settings.mail)
    press = Press(job.lang, font, job.settings.report.accent, logo_of(job))
    orders = Orders(assessment, readers.assessment, press, texts)
    documents = [*orders.reports(), *orders.explanations()]
    earlier = earlier_run(job.output, assessment.cycle.name, sample=job.settings.report.sample)
    earlier = NotComparable() if anew else earlier
    unsent = never_sent(job.output, assessment.cycle.name) if job.archive else 0
    hands.ready()  # nothing is replaced unless reports can be made
    folder.start(assessment.cycle.name, _planned(documents, assessment), archive=job.archive, anew=anew)
    folder.write(ISSUED, issued_bytes(readers.issues), kind="data")  # before any report: what is shown is remembered
    remember(memory, folder)
    outcome = Outcome(compared=said, unsent=unsent)
    # goes on while the tables are made
    printing = Printing(folder, documents, orders.outfit, hands.crew, force=job.force)
    results = results_workbook(readers.assessment, job.lang)
    tables = _tables(job, assessment, readers, folder)
    written = printing.finish(on_report)
    problems += written.problems
    outcome.people, outcome.grades = len(written.files["person"]), len(written.files["grade"])
    outcome.made, outcome.unchanged = written.made, written.unchanged
    folder.write(RESULTS, results, kind="results")
    view = index_view(readers.assessment, written.files["person"], written.files["grade"], RESULTS, texts)
    folder.write(INDEX, index_html(view, texts, font.family), kind="index")
    folder.write(RECIPIENTS, recipients_json(roster_lines(assessment, readers.assessment, texts)), kind="data")
    found_all = in_order(problems)
    outcome.problems, outcome.to_ask = found_all, len(worst_first(assessment.raters))
    outcome.to_decide = any(line.change and line.adopted is None for line in assessment.recalibration)
    assessment = replace(assessment, problems=found_all)
    tables[LISTING] = data_makers(assessment, job.lang)[LISTING]()
    run = facts(job, assessment, tables, font.family)
    telling = _unnoted(assessment, readers.assessment, orders.outfit)
    keys = {file: order.key for file, order in telling.items()}
    shown = but_for_notes(earlier, folder.written, keys, partial(printed, hands.crew, orders.outfit, telling))
    outcome.changes = replace(
        what_changed(earlier, tables, run, shown), kept={k.person_id: k.competencies for k in readers.kept}
    )
    tables |= changes_files(outcome.changes, texts, font.family)
    while tables:  # each is dropped as soon as it is written
        name, content = tables.popitem()
        folder.write(f"data/{name}", content, kind="data")
    pages_of = {person: page.removeprefix("data/") for person, page in written.files["explanation"].items()}
    for name, content in check_documents(
        job, assessment, texts, font.family, pages_of, folder.manifest["files"]
    ).items():
        folder.write(name, content, **FILES[name])
    details = {
        **run,
        **_said(around, assessment, outcome),
        "program": f"reportgen {__version__}",
        "model": assessment.model.model.id,
        "made_with": asdict(made_with(assessment)),
        "sample": job.settings.report.sample,
        "dates": [day.isoformat() for day in days_of(assessment) or ()],
    }
    outcome.kept = folder.finish(details, remove_stale=not _roster_errors(found_all, assessment))
    return outcome


def _tables(job: Job, assessment: Assessment, readers: Readers, folder: OutputFolder) -> dict[str, bytes]:
    """Write the tables of all that was computed, but those that are compared with the run before: these are returned."""
    makers = data_makers(assessment, job.lang)
    makers |= reader_makers(assessment, readers.assessment.people, readers.withheld, readers.order)
    makers["sources.csv"] = lambda: sources_table(evidence(assessment))
    del makers[LISTING]  # what is wrong with reports is not known yet
    tables: dict[str, bytes] = {name: makers.pop(name)() for name in COMPARED if name in makers}
    for name, make in makers.items():
        folder.write(f"data/{name}", make(), kind="data")
    for name, content in rater_tables(panels(assessment), assessment.raters).items():
        folder.write(f"data/{name}", content, kind="data")
    return tables


def _said(around: Surroundings | None, assessment: Assessment, outcome: Outcome) -> dict[str, object]:
    """What the manifest keeps so that the next run can tell whether it is the same one; a report that failed is tried again."""
    failed = any(found.code == "report-failed" for found in outcome.problems)
    cycle = assessment.cycle
    return as_said(
        None if failed or around is None else around.key(assessment.inputs.digests),
        cycle=[cycle.name, *(day and day.isoformat() for day in (cycle.start, cycle.end))],
        people=outcome.people, grades=outcome.grades, documents=outcome.made + outcome.unchanged, compared=outcome.compared,
        to_ask=outcome.to_ask, to_decide=outcome.to_decide, kept=outcome.changes.kept, nothing=outcome.changes.nothing,
    )  # fmt: skip


def _repeat(job: Job, font: Font, folder: OutputFolder, last: Repeat) -> Outcome:
    """The outcome of the last run once more; only what tells of the changes since the run before is another thing now."""
    said = last.said
    folder.settle()
    changes = Changes("compared", kept={person: tuple(names) for person, names in said["kept"].items()})
    if not said["nothing"]:
        name, *days = said["cycle"]
        cycle = Cycle(name, *(date.fromisoformat(day) if day else None for day in days))
        texts = texts_for(job, model_of(job), cycle, font)
        for file, content in changes_files(changes, texts, font.family).items():
            folder.write(f"data/{file}", content, kind="data")
        folder.manifest[AGAIN] = {**said, "nothing": True}
        folder.leave()
    return Outcome(
        people=said["people"], grades=said["grades"], unchanged=said["documents"], compared=said["compared"],
        problems=last.problems, to_ask=said["to_ask"], to_decide=said["to_decide"], changes=changes,
    )  # fmt: skip


def _unnoted(assessment: Assessment, readers: Assessment, outfit: Outfit) -> dict[str, Order]:
    """The reports that tell of kept scores as they are without that, by file."""
    keeping = {p.id for p in readers.people if any(r.kept for r in p.competencies)}
    if not keeping:
        return {}
    telling = keeping | {g.id for g in readers.grades if keeping & set(g.people)}
    found = Orders(assessment, without_notes(readers), outfit.press, outfit.texts).reports(telling)
    return {order.file: order for order in found}


def _planned(documents: Sequence[Order], assessment: Assessment) -> dict[str, dict[str, str]]:
    tables = ["scores", "people", "ratings", "recalibration", "problems", "sources", "changes", "relations", "withheld"]
    tables += ["agreement", "raters"]
    if assessment.comparison is not None:
        tables.append("comparison")
    files = {order.file: {"kind": order.kind, "id": order.id} for order in documents}
    return files | {
        name: {}
        for name in (
            RESULTS,
            INDEX,
            CHANGES_PAGE,
            ISSUED,
            RECIPIENTS,
            WORKBOOKS_MEMORY,
            *(f"data/{t}.csv" for t in tables),
            *FILES,
        )
    }


def _roster_errors(problems: Sequence[Problem], assessment: Assessment) -> bool:
    """Whether the roster may be incomplete: then nothing that an earlier build made is removed."""
    unreadable = any(p.code in ("unreadable-workbook", "unrecognised-form") for p in problems)
    return unreadable or any(p.code in ROSTER_CODES for p in problems) or not assessment.people
