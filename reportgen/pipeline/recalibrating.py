"""The recalibration of required levels: fit and what-if, always; adopting, when it is asked for.

Nothing here puts levels in force: an adoption writes a standards workbook, and whoever drops that into the input folder
does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from reportgen.assessment.adoption import FIRST, Terms, adopt, adopt_again, refuse_backdated, with_deviations
from reportgen.assessment.effects import effects
from reportgen.assessment.history import adopted_in, adoptions, standing
from reportgen.assessment.readers import names_only
from reportgen.language import Language
from reportgen.model.history import Adopted
from reportgen.model.recalibration import Adoption, Recalibration, decided
from reportgen.model.results import Assessment, Recalibrated
from reportgen.model.words import Lexicon
from reportgen.outputs.adoption_workbooks import HISTORY_FILE, file_name, history_workbook, standards_workbook
from reportgen.outputs.earlier import kept_name, table_of_build
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.lock import held
from reportgen.outputs.manifest import HISTORY, SAMPLE
from reportgen.outputs.names import safe_name, unique_names
from reportgen.outputs.rerating import outdated_table
from reportgen.outputs.tables import recalibration_table
from reportgen.pipeline.deviations import deviations
from reportgen.pipeline.job import Job, NothingToDoError, assessed, logo_of, read_inputs, texts_of
from reportgen.pipeline.reading_memory import workbooks_memory
from reportgen.pipeline.remembered import FOLDER, refuse_lost, with_history
from reportgen.problems import Problem, Source, errors, in_order, problem
from reportgen.reports.documents import Press
from reportgen.reports.errors import RenderError
from reportgen.reports.fonts import Font
from reportgen.reports.recalibration_view import recalibration_view, recalibrations_view
from reportgen.reports.views import Texts

KIND = "recalibration"  # of the reports and of what is to be rated anew, in the manifest
_ABOUT = frozenset({"votes", "standards", "history"})  # kinds of tables
_ALWAYS = frozenset({"unreadable-workbook", "unrecognised-form", "report-failed"})
_VOTED = "recalibration.csv"
TABLE, ANEW = f"data/{_VOTED}", "data/rerate.csv"


@dataclass(frozen=True)
class Decision:
    """What is to be adopted and how; nothing, unless `adopt`. `exceptions` are as typed; `again` is an earlier adoption."""

    adopt: bool = False
    exceptions: tuple[str, ...] = ()
    again: str = ""
    effective: date | None = None
    anyway: str = ""


@dataclass
class Outcome:
    """What a recalibration came to. `standards` is the workbook of an adoption, `files` the reports."""

    recalibration: Recalibration
    assessment: Assessment
    problems: tuple[Problem, ...]
    files: list[Path] = field(default_factory=list)
    standards: Path | None = None
    opened: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return bool(errors(self.problems))

    @property
    def missing(self) -> bool:
        """Whether no table of the adoption, whose day may be yet to come, nor a later one is among the workbooks."""
        adoption, tables = self.recalibration.adoption, self.assessment.inputs.standards
        dated = tables[tables["effective"].notna()]
        keys = zip(dated["effective"], dated["adoption"], strict=True)
        return adoption is not None and not any(key >= (adoption.effective, adoption.number) for key in keys)

    @property
    def of_votes(self) -> tuple[Problem, ...]:
        """The problems of sheets that hold votes, standards or the history, and of the reports."""
        sheets = {(s.file, s.sheet) for s in self.assessment.inputs.ledgers if _ABOUT & {*s.kinds}}
        return tuple(
            p for p in self.problems
            if (p.source.file, p.source.sheet) in sheets or p.source.file == HISTORY_FILE or p.code in _ALWAYS
        )  # fmt: skip


def recalibrate(
    job: Job, decision: Decision, font: Font, *, on_file: Callable[[str], None] = lambda _: None, on_report: Callable[[int, int], None] = lambda _n, _of: None
) -> Outcome:  # fmt: skip
    """Read, compute, and write the reports of the recalibration; and the workbooks of an adoption.

    A roster is not needed: without one nobody is affected, and the report says so. Raises `NothingToDoError` when nobody
    has voted, `AdoptionError` (nothing is written then), `OutputError`, and as `read_inputs` does.
    """
    with held(job.output):
        folder = OutputFolder(job.output)
        opened = folder.check()
        inputs, model = read_inputs(job, on_file, workbooks_memory(job.output))
        inputs = with_history(inputs, job.output, model, sample=job.settings.report.sample)
        assessment = assessed(job, inputs, model)
        folder.expect(assessment.cycle.name)
        if not assessment.recalibration and not decision.again:
            raise NothingToDoError(assessment.problems, inputs, model, votes=True)
        if decision.adopt:
            refuse_lost(assessment, job.output, sample=job.settings.report.sample)
        found = decide(assessment, decision, job)
        outcome = _write(job, found, assessment, font, folder, on_report)
    outcome.opened = [name for name in opened if name.startswith(f"{FOLDER}/")]
    return outcome


def decide(assessment: Assessment, decision: Decision, job: Job) -> Recalibration:
    """The recalibration with what is proposed, or adopted, and its effect."""
    lexicon = Lexicon(assessment.model, job.settings.aliases)
    exceptions = deviations([_typed(text) for text in decision.exceptions], lexicon)
    decision = replace(decision, anyway=_typed(decision.anyway))
    adoption: Adoption | None = None
    if decision.again:
        earlier = adopt_again(assessment, decision.again, _terms(decision, assessment, job))
        earlier = replace(earlier, again=_earlier(decision.again, assessment, job.lang))
        lines = _lines_of(earlier, assessment)
        adoption = earlier if decision.adopt else None
    else:
        lines = with_deviations(assessment, exceptions, anew=bool(decision.anyway))
        if decision.adopt:
            adoption = adopt(assessment, lines, _terms(decision, assessment, job))
            lines = tuple(decided(line, line.level, line.reason) for line in lines)
    found, ratings = effects(assessment, lines)
    if adoption is not None:
        refuse_backdated(assessment, adoption, ratings, _terms(decision, assessment, job))
    proposed = adoption is None and bool(exceptions or decision.again)
    if not proposed and adoption is None:
        adoption = _adopted_before(assessment)
    earlier_levels = _earlier(decision.again, assessment, job.lang) if decision.again else ""
    return Recalibration(lines, found, ratings, adoption, proposed=proposed, earlier=earlier_levels)


def _earlier(which: str, assessment: Assessment, lang: Language) -> str:
    """The levels of an earlier adoption in words, for people who do not know what was typed."""
    if any(line.cycle == which for line in assessment.history):
        return lang("the levels adopted in cycle {cycle}", cycle=which)
    return (
        lang("the levels of adoption {n}", n=which) if which != FIRST else lang("the levels before the first adoption")
    )


def _typed(text: str) -> str:
    """What was typed, without bytes that are no text: a workbook could not be saved with them."""
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def _terms(decision: Decision, assessment: Assessment, job: Job) -> Terms:
    """How to adopt, with the note that goes into the record."""
    lang = job.lang
    left_out = _left_out(assessment)
    parts = (
        lang("Back to {which}.", which=_earlier(decision.again, assessment, lang)) if decision.again else "",
        lang("Adopted all the same: {reason}", reason=decision.anyway) if decision.anyway else "",
        lang("{n} votes had been left out.", n=left_out) if left_out and not decision.again else "",
    )
    return Terms(decision.effective, decision.anyway, (" " if lang.code == "en" else "").join(p for p in parts if p))


def _left_out(assessment: Assessment) -> int:
    """Errors in the sheets of votes."""
    sheets = {(sheet.file, sheet.sheet) for sheet in assessment.inputs.ledgers if "votes" in sheet.kinds}
    return sum(1 for p in errors(assessment.problems) if (p.source.file, p.source.sheet) in sheets)


def _lines_of(adoption: Adoption, assessment: Assessment) -> tuple[Recalibrated, ...]:
    """Lines of an earlier table that is in force again: nobody voted on them, what changes is decided."""
    empty = (0,) * len(assessment.model.levels)
    return tuple(
        Recalibrated(line.grade, line.competency, line.before, 0, None, line.before, empty, adopted=line.after)
        for line in adoption.lines
    )


def _adopted_before(assessment: Assessment) -> Adoption | None:
    """The adoption of the cycle's votes that an earlier run made."""
    own = standing(assessment.history, assessment.cycle)
    if not own:
        return None
    last = own[-1]
    lines = tuple(line for line in own if line.number == last.number)
    return Adoption(last.number, last.cycle, last.effective, {}, lines, note=last.note)


def _write(
    job: Job, found: Recalibration, assessment: Assessment, font: Font, folder: OutputFolder, on_report: Callable[[int, int], None]
) -> Outcome:  # fmt: skip
    problems = list(assessment.problems)
    texts = texts_of(job, assessment, font)
    press = Press(job.lang, font, job.settings.report.accent, logo_of(job))
    made: dict[str, tuple[bytes, dict[str, str]]] = {}
    shown = names_only(assessment)
    documents = list(_documents(found, shown, texts, press))
    for n, (name, make) in enumerate(documents, start=1):
        try:
            made[name] = make(), {"kind": KIND}
        except RenderError as error:
            problems.append(problem("report-failed", Source(name), name, reason=str(error)))
        except Exception as error:  # noqa: BLE001 (a fault of ours in one report holds nobody else up)
            problems.append(problem("report-failed", Source(name), name, reason=f"{type(error).__name__}: {error}"))
        on_report(n, len(documents))
    reports = list(made)
    adoption = found.adoption
    new = adoption is not None and adoption.number > max((line.number for line in assessment.history), default=0)
    books = _workbooks(adoption, assessment, job) if adoption is not None and new else {}
    tables = {
        TABLE: (recalibration_table(assessment.recalibration), {"kind": "data"}),
        ANEW: (outdated_table(found.ratings, assessment, job.lang), {"kind": KIND}),
    }
    built = table_of_build(job.output, _VOTED)  # what the next build compares itself with
    kept = {} if built is None else {kept_name(_VOTED): (built, {"kind": "data"})}
    planned = books | made | kept | tables  # the record of an adoption before the pages that tell of it
    folder.join(assessment.cycle.name, {name: info for name, (_, info) in planned.items()})
    for name, (content, info) in planned.items():
        folder.write(name, content, **info)
    folder.leave(instead=KIND)
    return Outcome(
        found, assessment, in_order(problems), [job.output / name for name in reports],
        job.output / next(iter(books)) if books else None,
    )  # fmt: skip


def _documents(
    found: Recalibration, shown: Assessment, texts: Texts, press: Press
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Per report its name below the output folder, and how to make it: one of each grade, and one of all."""
    grades = found.grades
    titles = [texts.lang("All grades"), *(texts.grade(grade) for grade in grades)]
    names = [f"{FOLDER}/{name}" for name in unique_names([safe_name(title) for title in titles], ".pdf")]

    def of(grade: str) -> Callable[[], bytes]:
        return lambda: press.recalibration(recalibration_view(grade, found, shown, texts))

    yield from zip(names[1:], map(of, grades), strict=True)
    yield names[0], lambda: press.recalibration(recalibrations_view(found, shown, texts))


def _workbooks(adoption: Adoption, assessment: Assessment, job: Job) -> dict[str, tuple[bytes, dict[str, str]]]:
    """The workbooks of an adoption by their names: the standards, and the history with a line per change."""
    model, earlier = assessment.model, assessment.history
    tried = {SAMPLE: "yes"} if job.settings.report.sample else {}
    nth = 1 + len({line.number for line in adopted_in(earlier, assessment.cycle)})
    return {
        f"{FOLDER}/{file_name(adoption, nth)}": (
            standards_workbook(adoption, earlier, model, job.lang), {"kind": "standards", **tried},
        ),
        f"{FOLDER}/{HISTORY_FILE}": (
            history_workbook([*_changes(earlier), *adoption.changes], model, job.lang), {"kind": HISTORY, **tried},
        ),
    }  # fmt: skip


def _changes(history: Sequence[Adopted]) -> list[Adopted]:
    """What the history of changes says: the lines that changed a level, and one of each adoption that changed none."""
    found: list[Adopted] = []
    for lines in adoptions(history):
        changes = [line for line in lines if line.changes]
        found += changes or [replace(lines[0], grade="", competency="", before=0, after=0, votes=None, mean=None, agreement=None, voted=None)]  # fmt: skip
    return found
