"""What a workbook holds, as bytes: from one process to another, and kept from one run to the next.

Loading runs no code of what is loaded: only the few kinds of value that are listed here come out of it, parts of the
model as those of the model at hand.
"""

import io
import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, Final

from reportgen.language import Said
from reportgen.model.inputs import ExamColumnMissing, Rated, SheetLedger, StatedLevel, StoredResult, TableLedger
from reportgen.model.types import Model, Named
from reportgen.model.words import words
from reportgen.problems import Problem, Source
from reportgen.workbooks.extract import Extract
from reportgen.workbooks.reading.held import Held

ROWS: Final = ("ratings", "marks", "weights", "votes", "standards", "history", "comments")  # of frames
_LISTS: Final = ("stored", "stated", "missing_columns", "vote_labels", "dates", "problems")

_KINDS: Final = (
    *(Source, Problem, Said, Rated, SheetLedger, TableLedger, StatedLevel, StoredResult, ExamColumnMissing),
    *(Fraction, date, datetime, time, timedelta),
)
_PLAIN: Final = {(kind.__module__, kind.__name__): kind for kind in _KINDS}
_PART: Final = (__name__, "_part")


@dataclass
class Columns:
    """What a workbook holds, with the rows of frames as columns: `rows[frame][column]` are values."""

    said: list[Problem]
    own: list[Source]
    covered: list[Problem]
    ledgers: list[SheetLedger]
    rows: Mapping[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    rest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def faulty(self) -> bool:
        """Whether a fault of ours refused one of its sheets: another run may do better."""
        return any(found.code == "unreadable-workbook" for found in self.rest.get("problems", ()))


def columns_of(held: Held) -> Columns:
    """What a workbook holds, by columns."""
    extract: Extract = held.extract
    rows = {name: list(zip(*found, strict=True)) for name in ROWS if (found := getattr(extract, name))}
    rest = {name: found for name in _LISTS if (found := getattr(extract, name))}
    return Columns(list(held.said), list(held.own), list(held.covered), list(held.ledgers), rows, rest)


class Packing:
    """Turns values into bytes and back; parts of the model are named by their places in it."""

    def __init__(self, model: Model) -> None:
        parts: list[Named] = [*model.categories, *model.levels, *model.grades, *model.scale, *model.relations]
        for competency in model.competencies:
            parts += [competency, *competency.subjects]
        self._parts = [*parts, *words().relations]
        self._places = {id(part): place for place, part in reversed(list(enumerate(self._parts)))}

    def pack(self, value: object) -> bytes:
        """The bytes of a value; raises `PicklingError` when they could not be loaded."""
        target = io.BytesIO()
        _Pickler(target, self._places).dump(value)
        return zlib.compress(target.getvalue(), 1)

    def unpack(self, content: bytes) -> Any:  # noqa: ANN401 (whatever was packed)
        """The value of the bytes; raises `UnpicklingError` or another error for bytes that `pack` does not make."""
        return _Unpickler(io.BytesIO(zlib.decompress(content)), self._parts).load()

    def pack_held(self, held: Held) -> bytes:
        """The bytes of what a workbook holds."""
        return self.pack_columns(columns_of(held))

    def pack_columns(self, found: Columns) -> bytes:
        """The same, by columns."""
        return self.pack((found.said, found.own, found.covered, found.ledgers, found.rows, found.rest))

    def unpack_held(self, content: bytes) -> Columns:
        """What a workbook holds; raises as `unpack` does."""
        return Columns(*self.unpack(content))


def _part(place: int) -> Named:
    """Stands for a part of the model in what is packed."""
    raise LookupError(place)


class _Pickler(pickle.Pickler):
    def __init__(self, target: io.BytesIO, places: Mapping[int, int]) -> None:
        super().__init__(target, protocol=5)
        self._places = places

    def reducer_override(self, value: Any) -> Any:  # noqa: ANN401 (as in the base class)
        if isinstance(value, Named):
            if id(value) not in self._places:
                raise pickle.PicklingError(type(value).__name__)
            return _part, (self._places[id(value)],)
        kind = value if isinstance(value, type) else type(value)
        if value is not _part and kind not in _KINDS:
            raise pickle.PicklingError(kind.__name__)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, source: io.BytesIO, parts: list[Named]) -> None:
        super().__init__(source)
        self._parts = parts

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 (as in the base class)
        if (module, name) == _PART:
            return self._parts.__getitem__
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(name)
        return _PLAIN[module, name]
