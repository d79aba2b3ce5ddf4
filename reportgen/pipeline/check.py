"""The check: read, compute, say what was read and who has to mend what; no reports."""

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.assessment.check import check_report
from reportgen.model.check import CheckReport
from reportgen.model.results import Assessment
from reportgen.outputs.check_json import check_json
from reportgen.outputs.folder import OutputError, OutputFolder
from reportgen.outputs.lock import held
from reportgen.outputs.problems_workbook import problems_workbook
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.job import Job, NothingToDoError, read, screen_texts
from reportgen.pipeline.reading_memory import workbooks_memory
from reportgen.pipeline.recipients import address_problems
from reportgen.problems import Problem, in_order
from reportgen.reports.check_view import PATH, CheckView, check_html, check_view
from reportgen.reports.fonts import find_font
from reportgen.reports.views import Texts

TABLE = "problems.xlsx"
PAGE = PATH
FILES: Mapping[str, dict[str, str]] = {TABLE: {"kind": "problems"}, PATH: {"kind": "admin"}}
ANY_FONT = "sans-serif"


@dataclass(frozen=True)
class Checked:
    """What a check found. `refused` is why nothing was written; `nothing` why no report can be made."""

    report: CheckReport
    view: CheckView
    problems: tuple[Problem, ...]
    ratings: int
    refused: OutputError | None = None
    opened: tuple[str, ...] = ()  # files replaced while another program seemed to have them open
    nothing: NothingToDoError | None = None

    @property
    def written(self) -> bool:
        return self.refused is None and bool(self.report.files)


def check(job: Job, on_file: Callable[[str], None] = lambda _: None) -> Checked:
    """Read and compute, and write the workbook of problems and the administrator's page.

    Raises as `read` does, but not for a missing roster: a clerk needs the list of problems then most of all.
    """
    try:
        assessment = read(job, on_file, workbooks_memory(job.output))
    except NothingToDoError as error:
        return check_without_roster(job, error, held(job.output))
    texts = screen_texts(job, assessment.model, assessment.cycle)
    found = [*disclosed(job, assessment)[1], *address_problems(assessment, texts, job.settings.mail)]
    assessment = replace(assessment, problems=in_order([*assessment.problems, *found]))
    report = check_report(assessment.inputs, assessment.model, assessment, assessment.problems)
    checked = _checked(report, texts, assessment.problems, len(assessment.ratings), None)
    return _written(checked, job, texts, held(job.output))


def check_without_roster(job: Job, error: NothingToDoError, lock: AbstractContextManager[None]) -> Checked:
    """The check of a folder from which no report can be made; `lock` is held while the output folder is written to."""
    report = check_report(error.inputs, error.model, None, error.problems, job.settings.fixed_cycle)
    texts = screen_texts(job, error.model, report.cycle)
    return _written(_checked(report, texts, error.problems, len(error.inputs.ratings), error), job, texts, lock)


def _checked(
    report: CheckReport, texts: Texts, problems: tuple[Problem, ...], ratings: int, nothing: NothingToDoError | None
) -> Checked:
    return Checked(report, check_view(report, texts, {}), problems, ratings, nothing=nothing)


def _written(checked: Checked, job: Job, texts: Texts, lock: AbstractContextManager[None]) -> Checked:
    """The check with its documents written; with the reason where they could not be."""
    if not checked.report.files:
        return checked
    try:
        with lock:
            opened = _write(job, checked.report, texts)
    except OutputError as error:
        return replace(checked, refused=error)
    return replace(checked, opened=tuple(opened))


def _write(job: Job, report: CheckReport, texts: Texts) -> list[str]:
    font = find_font()
    folder = OutputFolder(job.output)
    opened = folder.join(report.cycle.name, FILES)
    files = folder.manifest["files"]
    explained = {i["id"]: name.removeprefix("data/") for name, i in files.items() if i.get("kind") == "explanation"}
    view = check_view(report, texts, explained, files)
    for name, content in _documents(job, report, view, texts, font.family if font else ANY_FONT).items():
        folder.write(name, content, **FILES[name])
    folder.leave()
    return opened


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
