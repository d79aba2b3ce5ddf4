"""What changed since the previous run: what a run is made from, the comparison, its table and its page."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from typing import Any

from reportgen import __version__
from reportgen.model.changes import Changes
from reportgen.model.relations import RelationSettings
from reportgen.model.results import Assessment
from reportgen.model.types import FEWEST_ANONYMOUS, Model
from reportgen.outputs.changes import changes_table, compare, not_compared
from reportgen.outputs.earlier import Earlier, NotComparable, run_facts
from reportgen.outputs.reissue import reissue
from reportgen.pipeline.job import Job, logo_of
from reportgen.reports.changes_view import PATH, changes_html, changes_view
from reportgen.reports.css import template_folder
from reportgen.reports.documents import Press
from reportgen.reports.fonts import Font
from reportgen.reports.page_font import identity
from reportgen.reports.views import Texts
from reportgen.settings import Settings

CHANGES_PAGE = PATH
PRINTING = (  # libraries that decide the bytes of a document
    "weasyprint", "pydyf", "fonttools", "jinja2", "markupsafe", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "pillow",
)  # fmt: skip
_COMPUTING = ("model", "workbooks", "assessment", "problems.py")  # what decides the numbers


def facts(job: Job, assessment: Assessment, tables: Mapping[str, bytes], family: str) -> dict[str, object]:
    """What the manifest keeps of a run for the next one: files, settings, model, program, language, the look of reports
    (`family` is that of the font), and the tables' hashes.
    """
    inputs = {encodable(file): digest for file, digest in assessment.inputs.digests.items()}
    return run_facts(
        tables,
        {
            "inputs": inputs,
            "settings": deciding(job.settings) | _compared(assessment),
            "model_digest": hashlib.sha256(repr(_as_loaded(assessment.model, job.settings)).encode()).hexdigest(),
            "program_digest": program_digest(),
            "language": job.lang.code,
            "look_digest": look_digest(job.settings, family, logo_of(job)),
        },
    )


def deciding(settings: Settings) -> dict[str, str]:
    """The settings that decide numbers and which of them readers see, by the names they have in `reportgen.toml`; what is
    only printed is not there.
    """
    cycle = settings.cycle
    minimum = settings.anonymity.minimum
    dates = {"cycle.from": cycle.from_, "cycle.to": cycle.to} if cycle else {}
    return {
        **({"model": settings.model} if settings.model else {}),
        **{name: day.isoformat() for name, day in dates.items() if day is not None},
        **{f"weights.{relation}": str(weight) for relation, weight in settings.weights.items()},
        **{f"aliases.{word}": meant for word, meant in settings.aliases.items()},
        **{f"relations.{id_}": _relation(relation) for id_, relation in settings.relations.items()},
        **({} if minimum is None else {"anonymity.minimum": str(minimum)}),
    }


def _relation(relation: RelationSettings) -> str:
    """Names and words of an added relation, as one text."""
    names = (relation.name_zh, relation.name_en, *relation.words)
    return ", ".join(name for name in names if name)


def _as_loaded(model: Model, settings: Settings) -> Model:
    """The model without what the settings put into it, which are told apart."""
    minimum = settings.anonymity.minimum
    thresholds = model.thresholds if minimum is None else replace(model.thresholds, shown_raters=FEWEST_ANONYMOUS)
    return replace(model, relations=(), thresholds=thresholds)


def _compared(assessment: Assessment) -> dict[str, str]:
    """The earlier cycle that reports are compared with: not a setting alone, and it decides what stands in them."""
    found = assessment.comparison
    return {} if found is None else {"previous": found.cycle or "?"}


def what_changed(
    earlier: Earlier | NotComparable,
    tables: Mapping[str, bytes],
    run: Mapping[str, Any],
    written: Mapping[str, Mapping[str, str]],
) -> Changes:
    """The tables and reports of this run compared with the earlier ones; `written` are the files of this run."""
    if isinstance(earlier, NotComparable):
        return not_compared(earlier)
    runs = earlier.beside(tables, run)
    if isinstance(runs, NotComparable):
        return not_compared(runs)
    changes = compare(*runs)
    own = {change.person_id for change in changes.changes if change.person_id}
    return replace(changes, reissue=reissue(earlier.facts, run, written, own))


def changes_files(changes: Changes, texts: Texts, family: str) -> dict[str, bytes]:
    """The table and the page, by their names in `data/`."""
    view = changes_view(changes, texts)
    return {
        "changes.csv": changes_table(changes, texts.model, texts.lang),
        CHANGES_PAGE.removeprefix("data/"): changes_html(view, texts, family),
    }


@cache
def program_digest() -> str:
    """A digest of the version and of the code and words that decide numbers, whatever their line ends."""
    digest = hashlib.sha256(__version__.encode())
    package = resources.files("reportgen")
    for name in _COMPUTING:
        _add(digest, package / name)
    return digest.hexdigest()


def look_digest(settings: Settings, family: str, logo: object) -> str:
    """A digest of what all reports share: templates and code that draws, font, logo, the settings of `[report]`."""
    return hashlib.sha256(f"{_drawing_digest()} {family} {settings.report!r} {logo!r}".encode()).hexdigest()


@cache
def _drawing_digest() -> str:
    digest = hashlib.sha256()
    for place in (resources.files("reportgen") / "reports", template_folder()):
        _add(digest, place)
    return digest.hexdigest()


def _add(digest: Any, place: Traversable) -> None:  # noqa: ANN401 (hashlib's type has no public name)
    if place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda t: t.name):
            if inner.is_dir() or inner.name.endswith((".py", ".toml", ".html", ".css", ".mo")):
                _add(digest, inner)
    else:
        digest.update(place.name.encode() + place.read_bytes().replace(b"\r\n", b"\n"))


def outfit_digest(press: Press, texts: Texts) -> str:
    """A digest of what all documents of a run hang on: program, libraries, font, language, model, words and settings."""
    parts = (
        machine_digest(press.font), press.lang.code, press.accent, hashlib.sha256(press.logo).hexdigest(),
        texts.model, texts.wording, texts.cycle, texts.organisation, texts.sample, texts.logo, texts.introduction, texts.footer,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def machine_digest(font: Font) -> str:
    """A digest of what this machine brings along: program, libraries that lay out and draw, font."""
    parts = (package_digest(), *(version(name) for name in PRINTING), font.family, identity(font))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@cache
def package_digest() -> str:
    """A digest of the version and of all code, templates, words and data of the program, whatever their line ends."""
    digest = hashlib.sha256(__version__.encode())
    _add(digest, resources.files("reportgen"))
    _add(digest, template_folder())
    return digest.hexdigest()


def encodable(name: str) -> str:
    """A file's name as the tables have it: names may be no Unicode."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
