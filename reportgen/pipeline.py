"""The imperative shell: read → assess → view → render → write."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from reportgen import __version__
from reportgen.assessment.assess import assess
from reportgen.language import N_, Language
from reportgen.model.inputs import Cycle
from reportgen.model.load import PACKAGED, load_model, packaged_model
from reportgen.model.results import Assessment
from reportgen.model.texts import ModelTexts, packaged_texts, parse_texts
from reportgen.model.types import Model
from reportgen.model.words import Lexicon
from reportgen.outputs.folder import OutputError, OutputFolder, read_manifest, write_whole
from reportgen.outputs.names import safe_name, unique_names
from reportgen.outputs.tables import data_tables
from reportgen.outputs.workbook import results_workbook
from reportgen.problems import Problem, Source, errors, in_order, problem
from reportgen.reports.charts import Pen
from reportgen.reports.css import tokens
from reportgen.reports.documents import Press
from reportgen.reports.exports import exports, meant
from reportgen.reports.fonts import Font, can_print, printable
from reportgen.reports.grade_view import grade_view
from reportgen.reports.handbook_view import handbook_view
from reportgen.reports.index_view import index_html, index_view
from reportgen.reports.pdf import RenderError
from reportgen.reports.person_view import person_view
from reportgen.reports.plain_text import NAME_LIMIT, TEXT_LIMIT, Shows, called, code, shown
from reportgen.reports.views import Texts
from reportgen.settings import SETTINGS_FILE, Settings, SettingsError
from reportgen.workbooks.inbox import read_folder

RESULTS = "results.xlsx"
INDEX = "index.html"

MAX_WORKERS = 8  # processes that open files

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


def own_files(job: Job) -> tuple[str, ...]:
    """Files of the input folder that belong to the settings and are no input."""
    model = job.settings.model
    return (SETTINGS_FILE, model, texts_file(model), job.settings.report.logo)


def texts_file(model: str) -> str:
    """Where the texts of a model file stand: `shop.toml` has them in `shop_texts.toml`."""
    return f"{Path(model).stem}_texts.toml" if model else ""


def read(job: Job, on_file: Callable[[str], None] = lambda _: None) -> Assessment:
    """Read and compute. Raises `NothingToDoError` without a roster, `ModelError` for a wrong model, `SettingsError` for
    an alias of nothing known.
    """
    model = model_of(job)
    cycle, aliases = job.settings.fixed_cycle, job.settings.aliases
    _check_aliases(job, Lexicon(model))
    inputs = read_folder(
        job.source, model, cycle=cycle, skip=[job.output], ignore=own_files(job), on_file=on_file,
        workers=min(os.cpu_count() or 1, MAX_WORKERS), aliases=aliases,
    )  # fmt: skip
    if inputs.roster.empty:
        raise NothingToDoError(in_order(inputs.problems), inputs.files_read)
    assessment = assess(inputs, model, weights=job.settings.weights, cycle=cycle)
    return replace(assessment, problems=in_order(assessment.problems))


def _check_aliases(job: Job, lexicon: Lexicon) -> None:
    """Raises `SettingsError` for an alias that stands for nothing known."""
    unknown = {word: meant for word, meant in job.settings.aliases.items() if not lexicon.knows(meant)}
    if unknown:
        faults = [(f"aliases.{word}", f"no such name: {meant}") for word, meant in unknown.items()]
        raise SettingsError(job.source / SETTINGS_FILE, faults)


def build(
    job: Job, font: Font, *, on_file: Callable[[str], None] = lambda _: None, on_report: Callable[[int, int], None] = lambda _n, _of: None
) -> Outcome:  # fmt: skip
    """Read, compute and write everything into the output folder.

    Raises as `read` does, and `OutputError` when the folder cannot be used; a report that cannot be made becomes a
    problem, and the others go on.
    """
    assessment = read(job, on_file)
    problems = [*assessment.problems, *_text_problems(assessment, job.settings, partial(can_print, font=font))]
    texts = texts_of(job, assessment, font)
    press = Press(job.lang, font, job.settings.report.accent, logo_of(job))
    reports = list(_reports(assessment, texts, press))
    folder = OutputFolder(job.output)
    folder.start(assessment.cycle.name, _planned(reports), archive=job.archive)
    outcome = Outcome()
    made: dict[str, dict[str, str]] = {"person": {}, "grade": {}}
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


def texts_of(job: Job, assessment: Assessment, font: Font) -> Texts:
    """What turns values into text in this job's reports."""
    report = job.settings.report
    return Texts(
        lang=job.lang,
        model=assessment.model,
        cycle=assessment.cycle,
        organisation=report.organisation,
        sample=report.sample,
        printable=printable(font),
        wording=wording_of(job, assessment.model),
        logo=bool(report.logo),
        introduction=report.introduction,
        footer=report.footer,
    )


def wording_of(job: Job, model: Model) -> ModelTexts:
    """The texts of the model: the packaged one's, or those in the file beside one's own; none without it.

    Raises `ModelError` for texts that do not fit the model.
    """
    name = job.settings.model or PACKAGED[0]
    if name in PACKAGED:
        return packaged_texts(model)
    path = job.source / texts_file(name)
    return parse_texts(path.read_text(encoding="utf-8-sig"), path.name, model) if path.is_file() else ModelTexts()


def logo_of(job: Job) -> bytes:
    """The logo's image; `load_settings` has checked it."""
    logo = job.settings.report.logo
    return (job.source / logo).read_bytes() if logo else b""


def handbook(target: Path, organisation: str, lang: Language, font: Font) -> None:
    """Write the packaged model as a handbook; raises `RenderError`, `OSError`."""
    model = packaged_model()
    texts = Texts(lang, model, Cycle(""), organisation, printable=printable(font))
    write_whole(target, Press(lang, font).handbook(handbook_view(packaged_texts(model), texts)))


def charts(
    job: Job, who: str, kind: str, font: Font, on_file: Callable[[str], None] = lambda _: None
) -> tuple[list[Path], tuple[Problem, ...]]:
    """Save every radar of a person or grade as png, svg or pdf in the job's output folder; gives the files and the
    problems of the input.

    Raises as `read` does, `WhoError` when it is not clear who is meant, `OutputError` for a folder of reports.
    """
    for folder in (job.output.resolve(), *job.output.resolve().parents):
        if read_manifest(folder):  # the next build would refuse a folder with files that are not its own
            raise OutputError(
                N_("{folder} is for reports only. Choose another folder with --output."), folder=job.output
            )
    assessment = read(job, on_file)
    texts = texts_of(job, assessment, font)
    found = exports(meant(who, assessment, texts), assessment, texts)
    pen = Pen(tokens(font.family), font.family, (font.regular, font.bold), font.face)
    names = unique_names([safe_name(export.name) for export in found], f".{kind}")
    for export, name in zip(found, names, strict=True):
        write_whole(job.output / name, pen.file(export.data, export.title, export.frame, kind))
    return [job.output / name for name in names], assessment.problems


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


def _text_problems(assessment: Assessment, settings: Settings, shows: Shows) -> list[Problem]:
    """What reports do not show as it stands in the input: each unprintable character of a person's name, any other
    such character once, each text that is too long once.
    """
    found: dict[tuple[object, ...], Problem] = {}
    for text, limit, source, is_name in _printed(assessment, settings):
        page = shown(text, shows, limit)
        for ch in page.unprintable:
            if is_name:
                found[source, ch] = problem(
                    "unprintable-name", source, ch, name=page.text, character=called(ch), code=code(ch)
                )
            else:
                found.setdefault((ch,), problem("missing-glyph", source, ch, code=code(ch)))
        if page.cut:
            found.setdefault((text, limit), problem("long-text", source, text, limit=limit))
    return list(found.values())


def _printed(assessment: Assessment, settings: Settings) -> Iterator[tuple[str, int, Source, bool]]:
    """The texts of the input that reports print, how long they may be there, where they stand, and which are names of
    people who get a report.
    """
    report = settings.report
    for text in (report.organisation, assessment.cycle.name, report.footer):
        yield text, TEXT_LIMIT, Source(SETTINGS_FILE), False
    yield report.introduction, len(report.introduction) + 1, Source(SETTINGS_FILE), False
    for person in assessment.people:
        yield person.id, NAME_LIMIT, person.source, False
        if person.name != person.id:
            yield person.name, NAME_LIMIT, person.source, True
        yield person.department, TEXT_LIMIT, person.source, False
        yield person.manager, TEXT_LIMIT, person.source, False
