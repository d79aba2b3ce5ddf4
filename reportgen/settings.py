"""Settings: `reportgen.toml` in the input folder, then the command line. Two layers, no more."""

import tomllib
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from reportgen.language import LanguageCode
from reportgen.model.inputs import Cycle
from reportgen.model.types import STRICT, Exact, NonEmpty
from reportgen.model.words import words

SETTINGS_FILE = "reportgen.toml"


class SettingsError(Exception):
    """A settings file that cannot be used; `faults` are (key, what is wrong)."""

    def __init__(self, path: Path, faults: list[tuple[str, str]]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__(f"{path}: " + "; ".join(f"{k}: {what}" if k else what for k, what in faults))


@dataclass(frozen=True, config=STRICT)
class CycleSettings:
    """`[cycle]`: forms and marks dated outside from…to are left out."""

    name: NonEmpty
    from_: date | None = None
    to: date | None = None


@dataclass(frozen=True, config=STRICT)
class ReportSettings:
    """`[report]`: what stands on the reports. `sample` stamps every page as an example."""

    organisation: str = ""
    language: LanguageCode = "zh"
    sample: bool = False


@dataclass(frozen=True, config=STRICT)
class Settings:
    """Everything that can be set. `weights` maps relation ids to relative weights; empty means the plain mean."""

    model: str = ""
    cycle: CycleSettings | None = None
    weights: Mapping[str, Exact] = field(default_factory=dict)
    report: ReportSettings = field(default_factory=ReportSettings)

    @property
    def fixed_cycle(self) -> Cycle | None:
        return Cycle(self.cycle.name, self.cycle.from_, self.cycle.to) if self.cycle else None


def load_settings(folder: Path) -> Settings:
    """Settings of an input folder; defaults when there is no file. Raises `SettingsError`, or `OSError`."""
    path = folder / SETTINGS_FILE
    if not path.exists():
        return Settings()
    try:
        return parse_settings(path.read_text(encoding="utf-8-sig"), path)
    except UnicodeDecodeError as error:
        raise SettingsError(path, [("", f"not UTF-8 text: {error.reason}")]) from error


def parse_settings(text: str, path: Path) -> Settings:
    """Build settings from TOML text; `path` is used in messages."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, [("", str(error))]) from error
    cycle = data.get("cycle")
    if isinstance(cycle, dict) and "from_" in cycle:
        raise SettingsError(path, [("cycle.from_", "no such key; write from")])
    if isinstance(cycle, dict) and "from" in cycle:
        cycle["from_"] = cycle.pop("from")
    try:
        settings = TypeAdapter(Settings).validate_python(data)
    except ValidationError as error:
        faults = [(".".join(str(p) for p in e["loc"]).replace("from_", "from"), e["msg"]) for e in error.errors()]
        raise SettingsError(path, faults) from error
    faults = _faults(settings)
    if faults:
        raise SettingsError(path, faults)
    return settings


def _faults(settings: Settings) -> list[tuple[str, str]]:
    faults = []
    known = {r.id for r in words().relations}
    for relation, weight in settings.weights.items():
        if relation not in known:
            faults.append((f"weights.{relation}", f"no such relation; there are {', '.join(sorted(known))}"))
        if weight < 0:
            faults.append((f"weights.{relation}", "must not be negative"))
    if settings.weights and not any(settings.weights.values()):
        faults.append(("weights", "at least one must be positive"))
    cycle = settings.cycle
    if cycle and cycle.from_ and cycle.to and cycle.from_ > cycle.to:
        faults.append(("cycle", "from is after to"))
    return faults
