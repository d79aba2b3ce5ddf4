"""A job: where from, where to, how; reading and computing; and what turns its values into text."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.assessment.assess import assess
from reportgen.language import N_, Language, Said
from reportgen.model.inputs import Cycle, Inputs
from reportgen.model.load import PACKAGED, load_model, packaged_model
from reportgen.model.relations import meaning_faults
from reportgen.model.results import Assessment
from reportgen.model.texts import ModelTexts, packaged_texts, parse_texts
from reportgen.model.types import Model
from reportgen.model.words import Lexicon
from reportgen.pipeline.remembered import told
from reportgen.problems import Problem, in_order
from reportgen.reports.fonts import Font, printable
from reportgen.reports.views import Texts
from reportgen.settings import SETTINGS_FILE, Settings, SettingsError
from reportgen.workbooks.inbox import read_folder
from reportgen.workbooks.reading.memory import Memory

MAX_WORKERS = 8  # processes that open files


class NothingToDoError(Exception):
    """There is nothing to make reports from; `problems` say what was found instead."""

    def __init__(self, problems: Sequence[Problem], inputs: Inputs, model: Model, *, votes: bool = False) -> None:
        super().__init__("no votes" if votes else "no roster")
        self.votes = votes  # votes are what is missing, not a roster
        self.problems = tuple(problems)
        self.inputs = inputs
        self.model = model
        self.listed: Path | None = None  # the list of problems, when it was written

    @property
    def files_read(self) -> int:
        return self.inputs.files_read


@dataclass(frozen=True)
class Job:
    """One build: where from, where to, how. `previous` is the earlier build to compare with; without it the last
    archived one is, unless `compare` is off. `reissue` are the people whose new values are shown although too few
    answers changed since their previous issue: ids or names, or "all" (see `reportgen.pipeline.reissuing`). `jobs` is the
    number of processes that read workbooks and make documents (0: this one makes them); `force` makes all of them, also those that lie there already.
    `scheduler` is the address of a Dask cluster whose workers make them instead, or "local".
    """

    source: Path
    output: Path
    settings: Settings
    lang: Language
    archive: bool = False
    previous: Path | None = None
    compare: bool = True
    reissue: tuple[str, ...] = ()
    jobs: int = 0
    force: bool = False
    scheduler: str = ""


def model_of(job: Job) -> Model:
    """The model that the settings name, a packaged one or a file in the input folder, with what they add to it: relations
    of their own, and how many raters keep each other anonymous.
    """
    name = job.settings.model or PACKAGED[0]
    model = packaged_model(name) if name in PACKAGED else load_model(job.source / name)
    minimum = job.settings.anonymity.minimum
    thresholds = model.thresholds if minimum is None else replace(model.thresholds, shown_raters=minimum)
    return replace(model, relations=job.settings.all_relations, thresholds=thresholds)


def own_files(job: Job) -> tuple[str, ...]:
    """Files of the input folder that belong to the settings and are no input."""
    model = job.settings.model
    settings = job.settings
    return (SETTINGS_FILE, model, texts_file(model), settings.report.logo, settings.mail.ca_file)


def texts_file(model: str) -> str:
    """Where the texts of a model file stand: `shop.toml` has them in `shop_texts.toml`."""
    return f"{Path(model).stem}_texts.toml" if model else ""


def read(job: Job, on_file: Callable[[str], None] = lambda _: None, memory: Memory | None = None) -> Assessment:
    """Read and compute. Raises `NothingToDoError` without a roster, and as `read_inputs` does."""
    inputs, model = read_inputs(job, on_file, memory)
    if inputs.roster.empty:
        raise NothingToDoError(in_order(inputs.problems), inputs, model)
    assessment = told(assessed(job, inputs, model), job.output, sample=job.settings.report.sample)
    return replace(assessment, problems=in_order(assessment.problems))


def assessed(job: Job, inputs: Inputs, model: Model) -> Assessment:
    """What follows from inputs by the job's settings, its problems in order."""
    assessment = assess(inputs, model, weights=job.settings.weights, cycle=job.settings.fixed_cycle)
    return replace(assessment, problems=in_order(assessment.problems))


def read_inputs(
    job: Job, on_file: Callable[[str], None] = lambda _: None, memory: Memory | None = None
) -> tuple[Inputs, Model]:
    """Read the input folder; workbooks that the `memory` knows are not opened (see `reportgen.pipeline.reading_memory`).

    Raises `ModelError` for a wrong model, `SettingsError` for an alias of nothing known.
    """
    model = model_of(job)
    cycle, aliases = job.settings.fixed_cycle, job.settings.aliases
    _check_words(job, Lexicon(model))
    inputs = read_folder(
        job.source, model, cycle=cycle, skip=[job.output, *([job.previous] if job.previous else [])], ignore=own_files(job), on_file=on_file,
        workers=_readers(job), aliases=aliases, memory=memory,
    )  # fmt: skip
    return inputs, model


def _readers(job: Job) -> int:
    """Processes that open workbooks: at least one, as a workbook may be anything."""
    jobs = 0 if job.scheduler else job.jobs
    return min(jobs or os.cpu_count() or 1, MAX_WORKERS)


def _check_words(job: Job, lexicon: Lexicon) -> None:
    """Raises `SettingsError` for an alias that stands for nothing known, and for a relation's word that means another
    thing already.
    """
    aliases = job.settings.aliases.items()
    unknown = {word: meant for word, meant in aliases if not lexicon.knows(meant) and not lexicon.roster_column(meant)}
    faults: list[tuple[str, str]] = [
        (f"aliases.{word}", Said(N_("no such name: {name}"), name=meant)) for word, meant in unknown.items()
    ]
    faults += meaning_faults(job.settings.relations, lexicon.model)
    if faults:
        raise SettingsError(job.source / SETTINGS_FILE, faults)


def texts_of(job: Job, assessment: Assessment, font: Font) -> Texts:
    """What turns values into text in this job's reports."""
    return texts_for(job, assessment.model, assessment.cycle, font)


def texts_for(job: Job, model: Model, cycle: Cycle, font: Font) -> Texts:
    """The same, of a model and a cycle."""
    report = job.settings.report
    return replace(
        screen_texts(job, model, cycle),
        printable=printable(font),
        wording=wording_of(job, model),
        logo=bool(report.logo),
        introduction=report.introduction,
        footer=report.footer,
    )


def screen_texts(job: Job, model: Model, cycle: Cycle) -> Texts:
    """What turns values into text on screens and on pages for the administrator, which need no font of ours."""
    report = job.settings.report
    return Texts(lang=job.lang, model=model, cycle=cycle, organisation=report.organisation, sample=report.sample)


def wording_of(job: Job, model: Model) -> ModelTexts:
    """The texts of the model: the packaged one's, or those in the file beside one's own; none without it.

    Raises `ModelError` for texts that do not fit the model.
    """
    name = job.settings.model or PACKAGED[0]
    if name in PACKAGED:
        return packaged_texts(model)
    path = job.source / texts_file(name)
    try:
        return parse_texts(path.read_text(encoding="utf-8-sig"), path.name, model)
    except FileNotFoundError:
        return ModelTexts()


def logo_of(job: Job) -> bytes:
    """The logo's image; `load_settings` has checked it."""
    logo = job.settings.report.logo
    return (job.source / logo).read_bytes() if logo else b""
