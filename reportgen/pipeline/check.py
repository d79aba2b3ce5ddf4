"""The check: read, compute, say what was read and who has to mend what; no reports."""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.assessment.check import check_report
from reportgen.language import N_
from reportgen.model.check import CheckReport
from reportgen.model.results import Assessment
from reportgen.outputs.check_json import check_json
from reportgen.outputs.folder import OutputError, OutputFolder
from reportgen.outputs.problems_workbook import problems_workbook
from reportgen.pipeline.job import Job, NothingToDoError, read, screen_texts
from reportgen.problems import Problem
from reportgen.reports.check_view import PATH, CheckView, check_html, check_view
from reportgen.reports.fonts import find_font
from reportgen.reports.views import Texts

TABLE = "problems.xlsx"
FILES: Mapping[str, dict[str, str]] = {TABLE: {"kind": "problems"}, PATH: {"kind": "admin"}}
NOT_WRITABLE = N_(
    "{folder} cannot be written to ({reason}). Choose another folder with --output, or ask for permission."
)
ANY_FONT = "sans-serif"


@dataclass(frozen=True)
class Checked:
    """What a check found. `refused` is why nothing was written; `nothing` why no report can be made."""

    report: CheckReport
    view: CheckView
    problems: tuple[Problem, ...]
    ratings: int
    refused: OutputError | None = None
    nothing: NothingToDoError | None = None

    @property
    def written(self) -> bool:
        return self.refused is None and bool(self.report.files)


def check(job: Job, on_file: Callable[[str], None] = lambda _: None) -> Checked:
    """Read and compute, and write the workbook of problems and the administrator's page.

    Raises as `read` does, but not for a missing roster: a clerk needs the list of problems then most of all.
    """
    try:
        assessment = read(job, on_file)
    except NothingToDoError as error:
        return check_without_roster(job, error)
    report = check_report(assessment.inputs, assessment.model, assessment, assessment.problems)
    texts = screen_texts(job, assessment.model, assessment.cycle)
    return _checked(job, report, texts, assessment.problems, len(assessment.ratings), None)


def check_without_roster(job: Job, error: NothingToDoError) -> Checked:
    """The check of a folder from which no report can be made."""
    report = check_report(error.inputs, error.model, None, error.problems, job.settings.fixed_cycle)
    texts = screen_texts(job, error.model, report.cycle)
    return _checked(job, report, texts, error.problems, len(error.inputs.ratings), error)


def _checked(
    job: Job,
    report: CheckReport,
    texts: Texts,
    problems: tuple[Problem, ...],
    ratings: int,
    nothing: NothingToDoError | None,
) -> Checked:
    view = check_view(report, texts, {})
    refused = None
    if report.files:
        try:
            _write(job, report, texts)
        except OutputError as error:
            refused = error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            refused = OutputError(NOT_WRITABLE, folder=job.output, reason=reason)
    return Checked(report, view, problems, ratings, refused, nothing)


def _write(job: Job, report: CheckReport, texts: Texts) -> None:
    font = find_font()
    folder = OutputFolder(job.output)
    folder.join(report.cycle.name, FILES)
    view = check_view(report, texts, {}, folder.manifest["files"])
    for name, content in _documents(job, report, view, texts, font.family if font else ANY_FONT).items():
        folder.write(name, content, **FILES[name])
    folder.leave()


def check_documents(
    job: Job, assessment: Assessment, texts: Texts, family: str, explained: Mapping[str, str], pages: Collection[str]
) -> dict[str, bytes]:
    """The workbook of problems and the administrator's page of a build, by their names below the output folder.

    `explained` maps ids to pages below `data/` that explain a person's numbers, `pages` are the files of the build.
    """
    report = check_report(assessment.inputs, assessment.model, assessment, assessment.problems)
    return _documents(job, report, check_view(report, texts, explained, pages), texts, family)


def _documents(job: Job, report: CheckReport, view: CheckView, texts: Texts, family: str) -> dict[str, bytes]:
    return {
        TABLE: problems_workbook(report, job.lang, way_to_input(job.source, job.output)),
        PATH: check_html(view, texts, family),
    }


def way_to_input(source: Path, output: Path) -> str | None:
    """The relative way from the output folder to the input folder; None when they are on different drives."""
    try:
        way = os.path.relpath(source.resolve(), output.resolve())
    except ValueError:
        return None
    return Path(way).as_posix()


def json_text(job: Job, checked: Checked, refused: str) -> str:
    """The check as JSON; `refused` says why nothing was written, "" when it was."""
    written = str(job.output / TABLE) if checked.written else None
    return check_json(
        checked.report,
        job.lang,
        input=str(job.source),
        ratings=checked.ratings,
        problems_file=written,
        not_written=refused,
    )
