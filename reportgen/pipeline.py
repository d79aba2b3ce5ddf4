"""The imperative shell: read → assess → view → render → write."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reportgen import __version__
from reportgen.assessment.assess import assess
from reportgen.language import Language
from reportgen.model.inputs import Cycle
from reportgen.model.load import PACKAGED, load_model, packaged_model
from reportgen.model.results import Assessment
from reportgen.model.texts import packaged_texts
from reportgen.model.types import Model
from reportgen.outputs.folder import OutputFolder, write_whole
from reportgen.outputs.names import safe_name, unique_names
from reportgen.outputs.tables import data_tables
from reportgen.outputs.workbook import results_workbook
from reportgen.problems import Problem, Source, errors, in_order, problem
from reportgen.reports.documents import Press
from reportgen.reports.fonts import Font, characters, printable, unknown_characters
from reportgen.reports.grade_view import grade_view
from reportgen.reports.handbook_view import handbook_view
from reportgen.reports.index_view import index_html, index_view
from reportgen.reports.pdf import RenderError
from reportgen.reports.person_view import person_view
from reportgen.reports.views import Texts
from reportgen.settings import SETTINGS_FILE, Settings
from reportgen.workbooks.inbox import read_folder

RESULTS = "results.xlsx"
INDEX = "index.html"

ROSTER_CODES = frozenset({"duplicate-person", "missing-id", "unknown-grade"})


class NothingToDoError(Exception):
    """There is nothing to make reports from; `problems` say what was found instead."""

    def __init__(self, problems: Sequence[Problem], files_read: int) -> None:
        super().__init__("no roster")
        self.problems = tuple(problems)
        self.files_read = files_read


@dataclass(frozen=True)
class Job:
    """One build: where from, where to, how."""

    source: Path
    output: Path
    settings: Settings
    lang: Language
    archive: bool = False


@dataclass(frozen=True)
class Report:
    """A document to make: its kind and id, its file below the output folder, and how to make it."""

    kind: str
    id: str
    name: str
    file: str
    make: Callable[[], bytes]


@dataclass
class Outcome:
    """What a build did."""

    people: int = 0
    grades: int = 0
    kept: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether input values were left out or a report is missing."""
        return bool(errors(self.problems))


def model_of(job: Job) -> Model:
    """The model that the settings name: a packaged one, or a file in the input folder."""
    name = job.settings.model or PACKAGED[0]
    return packaged_model(name) if name in PACKAGED else load_model(job.source / name)


def read(job: Job, on_file: Callable[[str], None] = lambda _: None) -> Assessment:
    """Read and compute. Raises `NothingToDoError` without a roster, `ModelError` for a wrong model."""
    model = model_of(job)
    cycle = job.settings.fixed_cycle
    inputs = read_folder(
        job.source, model, cycle=cycle, skip=[job.output], ignore=(SETTINGS_FILE, job.settings.model), on_file=on_file
    )
    if inputs.roster.empty:
        raise NothingToDoError(in_order(inputs.problems), inputs.files_read)
    assessment = assess(inputs, model, weights=job.settings.weights, cycle=cycle)
    return replace(assessment, problems=in_order(assessment.problems))


def build(
    job: Job, font: Font, *, on_file: Callable[[str], None] = lambda _: None, on_report: Callable[[int, int], None] = lambda _n, _of: None
) -> Outcome:  # fmt: skip
    """Read, compute and write everything into the output folder.

    Raises as `read` does, and `OutputError` when the folder cannot be used; a report that cannot be made becomes a
    problem, and the others go on.
    """
    assessment = read(job, on_file)
    known = characters(font)
    problems = [*assessment.problems, *_glyph_problems(assessment, known)]
    texts = Texts(
        job.lang,
        assessment.model,
        assessment.cycle,
        job.settings.report.organisation,
        job.settings.report.sample,
        lambda text: printable(text, known),
    )
    reports = list(_reports(assessment, texts, Press(job.lang, font)))
    folder = OutputFolder(job.output)
    folder.start(assessment.cycle.name, _planned(reports), archive=job.archive)
    outcome = Outcome()
    made: dict[str, dict[str, str]] = {"person": {}, "grade": {}}
    for n, report in enumerate(reports, start=1):
        try:
            content = report.make()
        except RenderError as error:
            problems.append(problem("report-failed", Source(report.file), report.name, reason=str(error)))
        except Exception as error:  # noqa: BLE001 (a fault of ours in one report holds nobody else up)
            reason = f"{type(error).__name__}: {error}"
            problems.append(problem("report-failed", Source(report.file), report.name, reason=reason))
        else:
            folder.write(report.file, content, kind=report.kind, id=report.id)
            made[report.kind][report.id] = report.file
        on_report(n, len(reports))
    outcome.people, outcome.grades = len(made["person"]), len(made["grade"])
    folder.write(RESULTS, results_workbook(assessment, job.lang), kind="results")
    view = index_view(assessment, made["person"], made["grade"], RESULTS, texts)
    folder.write(INDEX, index_html(view, texts, font.family), kind="index")
    outcome.problems = in_order(problems)
    assessment = replace(assessment, problems=outcome.problems)
    for name, content in data_tables(assessment, job.lang).items():
        folder.write(f"data/{name}", content, kind="data")
    details = {
        "program": f"reportgen {__version__}",
        "model": assessment.model.model.id,
        "sample": job.settings.report.sample,
    }
    outcome.kept = folder.finish(details, remove_stale=not _roster_errors(outcome.problems, assessment))
    return outcome


def handbook(target: Path, organisation: str, lang: Language, font: Font) -> None:
    """Write the packaged model as a handbook; raises `RenderError`, `OSError`."""
    model = packaged_model()
    known = characters(font)
    texts = Texts(lang, model, Cycle(""), organisation, printable=lambda text: printable(text, known))
    write_whole(target, Press(lang, font).handbook(handbook_view(packaged_texts(model), texts)))


def _reports(assessment: Assessment, texts: Texts, press: Press) -> Iterator[Report]:
    names = unique_names([safe_name(f"{p.id}-{p.name}") for p in assessment.people], ".pdf")
    for person, name in zip(assessment.people, names, strict=True):
        yield Report(
            "person", person.id, person.name, f"people/{name}",
            lambda person=person: press.person(person_view(person, assessment, texts)),  # type: ignore[misc]
        )  # fmt: skip
    names = unique_names([safe_name(texts.grade(g.id)) for g in assessment.grades], ".pdf")
    for grade, name in zip(assessment.grades, names, strict=True):
        yield Report(
            "grade", grade.id, texts.grade(grade.id), f"grades/{name}",
            lambda grade=grade: press.grade(grade_view(grade, assessment, texts)),  # type: ignore[misc]
        )  # fmt: skip


def _planned(reports: Sequence[Report]) -> dict[str, dict[str, str]]:
    tables = ("scores", "people", "ratings", "recalibration", "problems")
    files = {report.file: {"kind": report.kind, "id": report.id} for report in reports}
    return files | {name: {} for name in (RESULTS, INDEX, *(f"data/{t}.csv" for t in tables))}


def _roster_errors(problems: Sequence[Problem], assessment: Assessment) -> bool:
    """Whether the roster may be incomplete: then nothing that an earlier build made is removed."""
    unreadable = any(p.code in ("unreadable-workbook", "unrecognised-form") for p in problems)
    return unreadable or any(p.code in ROSTER_CODES for p in problems) or not assessment.people


def _glyph_problems(assessment: Assessment, known: frozenset[int]) -> list[Problem]:
    """Characters in what reports print that no installed font has, each once."""
    found: dict[str, Problem] = {}
    for person in assessment.people:
        for text in (person.id, person.name, person.department, person.manager):
            for ch in unknown_characters(text, known):
                found.setdefault(ch, problem("missing-glyph", person.source, ch, code=f"[U+{ord(ch):04X}]"))
    return list(found.values())
