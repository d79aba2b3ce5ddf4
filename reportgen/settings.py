"""Settings: `reportgen.toml` in the input folder, then the command line. Two layers, no more."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import StrictInt, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from reportgen.language import N_, LanguageCode, Said
from reportgen.model.inputs import Cycle
from reportgen.model.mail_settings import MailSettings, mail_faults
from reportgen.model.relations import RelationSettings, extended, relation_faults
from reportgen.model.setting_faults import place_of, unreadable, wrong
from reportgen.model.types import STRICT, Exact, NonEmpty, Relation
from reportgen.model.words import words

SETTINGS_FILE = "reportgen.toml"
INTRODUCTION_LIMIT, FOOTER_LIMIT = 180, 60  # characters that fit where they stand
LOGO_LIMIT = 2_000_000  # bytes; the logo travels in every report
LEAST_CONTRAST = 4.5  # of an accent colour on white, for small text (WCAG 2.2, 1.4.3)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class SettingsError(Exception):
    """A settings file that cannot be used; `faults` are (key, what is wrong)."""

    def __init__(self, path: Path, faults: list[tuple[str, str]]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__(f"{path}: " + "; ".join(f"{k}: {what}" if k else what for k, what in faults))


@dataclass(frozen=True, config=STRICT)
class CycleSettings:
    """`[cycle]`: forms and marks dated outside from…to are left out; `previous` is the earlier build to compare with,
    an output folder or a results workbook, seen from the input folder.
    """

    name: NonEmpty | None = None
    from_: date | None = None
    to: date | None = None
    previous: NonEmpty | None = None


@dataclass(frozen=True, config=STRICT)
class ReportSettings:
    """`[report]`: what stands on the reports.

    `logo` is a PNG or JPEG beside the settings, `accent` a colour for headings (`#1F4E8C`), `introduction` a few lines
    for every first page, `footer` replaces the line at the foot, `sample` stamps every page as an example.
    """

    organisation: str = ""
    logo: str = ""
    accent: str = ""
    introduction: str = ""
    footer: str = ""
    language: LanguageCode = "zh"
    sample: bool = False


@dataclass(frozen=True, config=STRICT)
class AnonymitySettings:
    """`[anonymity]`: how many raters at least must stand behind whatever readers see; None: the model's number. With 1
    the evaluation is open: nothing is withheld from readers.
    """

    minimum: StrictInt | None = None


@dataclass(frozen=True, config=STRICT)
class Settings:
    """Everything that can be set. `weights` maps relation ids to relative weights; empty means the plain mean.
    `aliases` maps what stands in the workbooks to a name that is known. `relations` are the organisation's own, by id,
    and further words for those of the vocabulary.
    """

    model: str = ""
    cycle: CycleSettings | None = None
    weights: Mapping[str, Exact] = field(default_factory=dict)
    aliases: Mapping[str, NonEmpty] = field(default_factory=dict)
    report: ReportSettings = field(default_factory=ReportSettings)
    relations: Mapping[str, RelationSettings] = field(default_factory=dict)
    anonymity: AnonymitySettings = field(default_factory=AnonymitySettings)
    mail: MailSettings = field(default_factory=MailSettings)

    @property
    def all_relations(self) -> tuple[Relation, ...]:
        """The relations of the vocabulary and the organisation's own."""
        return extended(self.relations)

    @property
    def fixed_cycle(self) -> Cycle | None:
        cycle = self.cycle
        return None if cycle is None or cycle.name is None else Cycle(cycle.name, cycle.from_, cycle.to)


def load_settings(folder: Path) -> Settings:
    """Settings of an input folder; defaults when there is no file. Raises `SettingsError`, or `OSError`."""
    path = folder / SETTINGS_FILE
    try:
        settings = parse_settings(path.read_text(encoding="utf-8-sig"), path)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except UnicodeDecodeError as error:
        raise SettingsError(path, [("", Said(N_("is not UTF-8 text: open it in an editor such as Notepad, and save it as UTF-8")))]) from error  # fmt: skip
    faults = _logo_faults(folder, settings.report.logo)
    if faults:
        raise SettingsError(path, faults)
    return settings


def parse_settings(text: str, path: Path) -> Settings:
    """Build settings from TOML text; `path` is used in messages."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, [("", unreadable(error))]) from error
    cycle = data.get("cycle")
    if isinstance(cycle, dict) and "from_" in cycle:
        raise SettingsError(path, [("cycle.from_", Said(N_("there is no such setting; write from")))])
    if isinstance(cycle, dict) and "from" in cycle:
        cycle["from_"] = cycle.pop("from")
    try:
        settings = TypeAdapter(Settings).validate_python(data)
    except ValidationError as error:
        faults = [(place_of(e["loc"]), wrong(e)) for e in error.errors()]
        raise SettingsError(path, faults) from error
    faults = _faults(settings)
    if faults:
        raise SettingsError(path, faults)
    return settings


def contrast_on_white(colour: str) -> float:
    """Contrast of a colour `#RRGGBB` on white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)  # noqa: PLR2004
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _logo_faults(folder: Path, logo: str) -> list[tuple[str, str]]:
    """What is wrong with the logo: it is a file in the input folder, an image, and not too large."""
    if not logo:
        return []
    path = folder / logo
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        return [("report.logo", Said(N_("there is no file {logo} in this folder"), logo=logo))]
    with path.open("rb") as file:
        start = file.read(8)
    if not start.startswith(_IMAGES):
        return [("report.logo", Said(N_("must be a PNG or JPEG image")))]
    if path.stat().st_size > LOGO_LIMIT:
        return [("report.logo", Said(N_("is larger than {n} MB; make it smaller"), n=LOGO_LIMIT // 1_000_000))]
    return []


def _report_faults(report: ReportSettings) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if report.accent and not _COLOUR.fullmatch(report.accent):
        faults.append(("report.accent", Said(N_('write a colour like "#1F4E8C"'))))
    elif report.accent and contrast_on_white(report.accent) < LEAST_CONTRAST:
        faults.append(("report.accent", Said(N_("is too pale to be read on white paper; choose a darker colour"))))
    for key, text, limit in (
        ("introduction", report.introduction, INTRODUCTION_LIMIT),
        ("footer", report.footer, FOOTER_LIMIT),
    ):
        if len(text) > limit:
            faults.append(
                (f"report.{key}", Said(N_("has {n} characters; there is room for {limit}"), n=len(text), limit=limit))
            )
    return faults


def _faults(settings: Settings) -> list[tuple[str, str]]:
    faults = [
        *_report_faults(settings.report), *relation_faults(settings.relations, settings.aliases), *mail_faults(settings.mail)
    ]  # fmt: skip
    if settings.anonymity.minimum is not None and settings.anonymity.minimum < 1:
        faults.append(("anonymity.minimum", Said(N_("write 1 or more; with 1 nothing is withheld from readers"))))
    known = {*(r.id for r in words().relations), *settings.relations}
    for relation, weight in settings.weights.items():
        if relation not in known:
            faults.append(
                (f"weights.{relation}", Said(N_("no such relation; there are {known}"), known=", ".join(sorted(known))))
            )
        if weight < 0:
            faults.append((f"weights.{relation}", Said(N_("must not be negative"))))
    if settings.weights and not any(settings.weights.values()):
        faults.append(("weights", Said(N_("at least one must be positive"))))
    cycle = settings.cycle
    if cycle and cycle.name is None and not (cycle.previous and cycle.from_ is None and cycle.to is None):
        faults.append(("cycle.name", Said(N_("is missing"))))
    if cycle and cycle.from_ and cycle.to and cycle.from_ > cycle.to:
        faults.append(("cycle", Said(N_("from is after to"))))
    return faults
