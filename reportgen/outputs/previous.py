"""An earlier build read again: its tables under the manifest's eye, or its results workbook alone.

Whatever is missing, changed or does not fit is refused with a sentence; no number is guessed.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from reportgen.language import N_
from reportgen.model.comparison import OVERALL, Fingerprint, Previous, PreviousPerson, PreviousScore
from reportgen.model.digests import barrier
from reportgen.model.rounding import SHOWN_DECIMALS, band, shown_score
from reportgen.model.types import Model
from reportgen.outputs.manifest import read_manifest
from reportgen.outputs.previous_workbook import PreviousError, read_workbook
from reportgen.problems import Source

RESULTS, SCORES, PEOPLE = "results.xlsx", "data/scores.csv", "data/people.csv"
WITHHELD = "data/withheld.csv"  # what readers of that build did not see; builds of earlier versions withheld nothing
RATED = "data/rated_levels.csv"  # against which levels, where not the required one alone; not there without such scores
_NUMBER = re.compile(r"\d{1,9}(\.\d{4})?")
_GUARDED = re.compile(r"'[=+\-@＝＋－＠\t\r\n]")
_METHODS = ("rating", "exam", "")


def read_previous(path: Path, model: Model, now: Fingerprint, called: str = "") -> Previous:
    """The build in a folder (an output folder or an archived one), or of a results workbook. Raises `PreviousError`.

    `now` is what the present build is made with: scores of another model or scale are not read. `called` is what the
    folder is called in the places of scores; its own name when empty.
    """
    try:
        if path.is_dir():
            called = called or path.resolve().name
            manifest = read_manifest(path)
            if manifest:
                return _of_folder(path, manifest, model, now, called)
            if (path / RESULTS).is_file():
                return _of_workbook(path / RESULTS, model, now, f"{called}/{RESULTS}")
            raise PreviousError(
                N_("{file} holds no earlier reports: neither its own list of files nor a results.xlsx."), file=path
            )
        if path.suffix.casefold() == ".xlsx" and path.is_file():
            return _of_workbook(path, model, now, path.name)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PreviousError(N_("{file} cannot be read ({reason})."), file=path, reason=reason) from error
    if path.exists():
        raise PreviousError(
            N_("{file} is no results.xlsx. Give an earlier output folder or its results.xlsx."), file=path
        )
    raise PreviousError(N_("{file} does not exist. Give an earlier output folder or its results.xlsx."), file=path)


def _of_workbook(path: Path, model: Model, now: Fingerprint, called: str) -> Previous:
    return read_workbook(path.read_bytes(), path, model, now, called)


def _of_folder(root: Path, manifest: Mapping[str, Any], model: Model, now: Fingerprint, called: str) -> Previous:
    made_with = _made_with(manifest)
    scores, people = (_table(root, name, manifest) for name in (SCORES, PEOPLE))
    withheld = _table(root, WITHHELD, manifest) if WITHHELD in manifest["files"] else []
    rated = _table(root, RATED, manifest) if RATED in manifest["files"] else []
    cycle = manifest.get("cycle")
    read = _Tables(root, model, now, manifest, called, other=bool(barrier(made_with, now)))
    return Previous(cycle if isinstance(cycle, str) else "", made_with, *read.people(people, scores, withheld, rated))


def _made_with(manifest: Mapping[str, Any]) -> Fingerprint:
    """What the manifest tells about the build; older ones tell the model's id only."""
    told = manifest.get("made_with")
    parts = {"model": manifest.get("model"), **(told if isinstance(told, dict) else {})}
    return Fingerprint(**{f.name: v for f in fields(Fingerprint) if isinstance(v := parts.get(f.name), str)})


def _content(root: Path, name: str, manifest: Mapping[str, Any]) -> bytes:
    """A file of the build, just as the build wrote it."""
    path, digest = root / name, manifest["files"].get(name, {}).get("sha256")
    if digest is None:
        raise PreviousError(N_("{file} was not finished: run that build again first."), file=root)
    if not path.is_file():
        raise PreviousError(N_("{file} is missing. Give the results.xlsx of that cycle instead."), file=path)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise PreviousError(
            N_("{file} was changed after it had been made, so nothing is compared with it. Give the results.xlsx of that cycle instead, or put the file back."),
            file=path,
        )  # fmt: skip
    return content


def _table(root: Path, name: str, manifest: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of a table by column; what guards text from being a formula is taken off."""
    try:
        text = _content(root, name, manifest).decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except (ValueError, csv.Error) as error:
        raise PreviousError(N_("{file} is no table of ours."), file=root / name) from error
    return [{str(k): _unguarded(v) for k, v in line.items()} for line in lines]


def _unguarded(text: object) -> str:
    value = text if isinstance(text, str) else ""
    return value[1:] if _GUARDED.match(value) else value


class _Tables:
    """The tables of a build, turned into people."""

    def __init__(
        self, root: Path, model: Model, now: Fingerprint, manifest: Mapping[str, Any], called: str, *, other: bool
    ) -> None:
        self._root, self._model, self._manifest, self._now = root, model, manifest, now
        self._called, self._foreign = called, other
        self._shown: dict[tuple[str, str], PreviousScore] | None = None

    def people(
        self,
        people: Sequence[Mapping[str, str]],
        scores: Sequence[Mapping[str, str]],
        withheld: Sequence[Mapping[str, str]],
        rated: Sequence[Mapping[str, str]],
    ) -> tuple[tuple[PreviousPerson, ...], tuple[str, ...]]:
        """The people with their scores, and the competencies that the present model does not have. `withheld` names what
        readers did not see: competencies, categories and the overall; `rated` which levels ratings were given against.
        """
        self._check_columns(PEOPLE, people, ("person_id", "name", "grade", "overall"))
        self._check_columns(SCORES, scores, ("person_id", "competency", "competency_name", "method", "required_level", "score", "band"))  # fmt: skip
        self._check_columns(WITHHELD, withheld, ("person_id", "competency"))
        self._check_twice(PEOPLE, [line["person_id"] for line in people])
        self._check_twice(SCORES, [(line["person_id"], line["competency"]) for line in scores])
        ids = {line["person_id"] for line in people}
        if "" in ids or ids != {line["person_id"] for line in scores} or len(scores) % max(len(ids), 1):
            self._refuse(SCORES, N_("the tables of people and of scores do not fit together"), "")
        hidden: dict[str, set[str]] = {i: set() for i in ids}
        for line in withheld:
            if line["person_id"] not in ids:
                self._refuse(WITHHELD, N_("the tables of people and of scores do not fit together"), "")
            hidden[line["person_id"]].add(line["competency"])
        levels = self._rated_levels(rated)
        known = set() if self._foreign else set(self._model.competency_ids)
        unknown = {} if self._foreign else {s["competency"]: s["competency_name"] for s in scores if s["competency"] not in known}  # fmt: skip
        found: dict[str, dict[str, PreviousScore]] = {i: {} for i in ids}
        for n, line in enumerate(scores, start=2):
            if line["competency"] in known:
                score = self._score(line, n)
                hides = line["competency"] in hidden[line["person_id"]]
                found[line["person_id"]][line["competency"]] = replace(
                    score, withheld=hides, rated=levels.get((line["person_id"], line["competency"]), ())
                )
        persons = (
            self._person(line, n, found[line["person_id"]], hidden[line["person_id"]])
            for n, line in enumerate(people, start=2)
        )
        return tuple(persons), tuple(unknown.values())

    def _person(
        self, line: Mapping[str, str], n: int, scores: Mapping[str, PreviousScore], hidden: Collection[str]
    ) -> PreviousPerson:
        if self._foreign:
            return PreviousPerson(line["person_id"], line["name"], line["grade"], {})
        return PreviousPerson(
            id=line["person_id"], name=line["name"], grade=line["grade"], scores=scores,
            categories={c.id: self._number(PEOPLE, line.get(c.id, ""), n) for c in self._model.categories},
            overall=self._number(PEOPLE, line["overall"], n),
            sources={c.id: self._place(PEOPLE, line, c.id, n) for c in self._model.categories if c.id in line}
            | {"": self._place(PEOPLE, line, "overall", n)},
            withheld=frozenset(name for name in (*(c.id for c in self._model.categories), OVERALL) if name in hidden),
        )  # fmt: skip

    def _score(self, line: Mapping[str, str], n: int) -> PreviousScore:
        method, score = line["method"], self._number(SCORES, line["score"], n)
        if method not in _METHODS or not re.fullmatch(r"\d{1,3}", line["required_level"]):
            self._refuse(SCORES, N_("this is no method or level"), str(n))
        stated = line["band"]
        if not (re.fullmatch(r"\d{1,3}", stated) if score is not None else stated == ""):
            self._refuse(SCORES, N_("the band does not fit the score"), str(n))
        shown, told = (None, None) if score is None else self._as_shown(line, score, int(stated), n)
        return PreviousScore(
            method, int(line["required_level"]), score, shown,  # type: ignore[arg-type]
            self._place(SCORES, line, "score", n), self._place(SCORES, line, "required_level", n), told,
        )  # fmt: skip

    def _rated_levels(self, rated: Sequence[Mapping[str, str]]) -> dict[tuple[str, str], tuple[int, ...]]:
        """The levels that ratings were given against, where these were not the required one alone."""
        self._check_columns(RATED, rated, ("person_id", "competency", "rated_levels"))
        found = {}
        for n, line in enumerate(rated, start=2):
            if not re.fullmatch(r"\d{1,3}( \d{1,3})*", line["rated_levels"]):
                self._refuse(RATED, N_("this is no method or level"), str(n))
            found[line["person_id"], line["competency"]] = tuple(map(int, line["rated_levels"].split()))
        return found

    def _place(self, name: str, line: Mapping[str, str], column: str, n: int) -> Source:
        """Where a value of a table stands, as a spreadsheet program shows it."""
        return Source(f"{self._called}/{name}", "", f"{get_column_letter(1 + list(line).index(column))}{n}")

    def _as_shown(
        self, line: Mapping[str, str], score: Fraction, stated: int, n: int
    ) -> tuple[Fraction, Source | None]:  # fmt: skip
        """The score as people read it then, and where it stands if not with the score. Four decimals tell it, but for
        scores that lie on the edge of rounding: there the band, or the workbook of that build, decides.
        """
        model, last = self._model, Fraction(1, 10**SHOWN_DECIMALS)
        if band(score, model) == stated + 1 and band(score - last, model) == stated:
            return (score / last).__ceil__() * last - last, None  # below the edge of the band, only rounded onto it
        if band(score, model) != stated:
            self._refuse(SCORES, N_("the band does not fit the score"), str(n))
        on_edge = (score / last).denominator == 2 or score == model.standard  # noqa: PLR2004 (half-way)
        if on_edge and line["method"] == "rating":
            there = self._in_workbook().get((line["person_id"], line["competency"]))
            if there is not None and there.shown is not None and abs(there.shown - score) <= last:
                return there.shown, there.source
        return shown_score(score, model), None

    def _in_workbook(self) -> Mapping[tuple[str, str], PreviousScore]:
        """What the results workbook of the build shows; nothing when it is not there as it was made."""
        if self._shown is None:
            try:
                content = _content(self._root, RESULTS, self._manifest)
                called = f"{self._called}/{RESULTS}"
                book = read_workbook(content, self._root / RESULTS, self._model, self._now, called)
            except PreviousError:
                book = Previous("", Fingerprint(), ())
            self._shown = {(p.id, c): s for p in book.people for c, s in p.scores.items()}
        return self._shown

    def _number(self, name: str, text: str, n: int) -> Fraction | None:
        if not text:
            return None
        value = Fraction(text) if _NUMBER.fullmatch(text) else None
        if value is None or not self._model.scale_min <= value <= self._model.scale_max:
            self._refuse(name, N_("this is no score of the scale"), str(n))
        return value

    def _check_columns(self, name: str, lines: Sequence[Mapping[str, str]], columns: Sequence[str]) -> None:
        for column in columns if lines else ():
            if column not in lines[0]:
                raise PreviousError(
                    N_("{file} cannot be compared with: the column {column} is missing."),
                    file=self._root / name, column=column,
                )  # fmt: skip

    def _check_twice(self, name: str, keys: Sequence[object]) -> None:
        for _ in self._twice(keys):
            self._refuse(name, N_("a line stands there twice"), "")

    @staticmethod
    def _twice(keys: Sequence[object]) -> Iterator[object]:
        return (k for k, n in Counter(keys).items() if n > 1)

    def _refuse(self, name: str, what: str, row: str) -> None:
        raise PreviousError(
            N_("{file} cannot be compared with: {what}{place}."),
            file=self._root / name, what=what, place=f" ({row})" if row else "",
        )  # fmt: skip
