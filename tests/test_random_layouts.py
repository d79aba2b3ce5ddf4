"""Whatever the layout of a rating workbook, exactly the ratings that stand in it are read, each from its own cell.

Layouts are random but the same in every run. To look at a failing one: `python -m tests.layout_writer SEED FOLDER`.
"""

import traceback
from collections.abc import Iterable
from pathlib import Path

import pytest

from reportgen.model.inputs import rows
from reportgen.model.types import Model
from reportgen.problems import errors
from reportgen.workbooks.inbox import read_folder
from tests.layout_page import Fact
from tests.layout_words import same_name
from tests.layout_writer import Read, write_layout

CHUNKS = 10
LAYOUTS_PER_CHUNK = 100
METAMORPHIC_CHUNKS = 4
METAMORPHIC_PER_CHUNK = 50
SHOWN = 5


def _read(folder: Path, model: Model) -> tuple[frozenset[Read], list[str]]:
    """The ratings of a folder and its errors."""
    try:
        inputs = read_folder(folder, model)
    except Exception:  # noqa: BLE001 (reported with the seed)
        return frozenset(), [traceback.format_exc()]
    names = {person.person_id: person.name for person in rows(inputs.roster)}
    found = []
    for r in rows(inputs.ratings):
        rater = names.get(r.person_id, "") if r.relation == "self" and not r.rater else r.rater  # self is the person
        found.append(Read(r.person_id, r.competency, same_name(rater), r.relation, r.rating, r.file, r.sheet, r.cell))
    wrong = [
        f"{p.code} at {p.source.file} {p.source.sheet} {p.source.cell}: {p.value}" for p in errors(inputs.problems)
    ]
    if len(set(found)) < len(found):
        wrong.append("a rating was read twice from one cell")
    return frozenset(found), wrong


def _facts(ratings: frozenset[Read]) -> list[Fact]:
    return sorted(Fact(*rating[:5]) for rating in ratings)


def _few(title: str, items: Iterable[object]) -> str:
    listed = sorted(map(str, items))
    return "".join(f"\n    {title}: {item}" for item in listed[:3]) + (
        f"\n    … {len(listed)} in all" if listed[3:] else ""
    )


def _report(failures: list[str]) -> None:
    assert not failures, f"{len(failures)} layouts failed\n" + "\n".join(failures[:SHOWN])


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_rating_of_a_random_layout_is_read_and_nothing_else(chunk: int, model: Model, tmp_path: Path) -> None:
    failures = []
    for seed in range(chunk * LAYOUTS_PER_CHUNK, (chunk + 1) * LAYOUTS_PER_CHUNK):
        folder = tmp_path / str(seed)
        written = write_layout(seed, folder)
        found, wrong = _read(folder, model)
        if found != written.ratings or wrong:
            failures.append(
                f"  seed {seed}, {written.kind} ({', '.join(written.traits)})"
                + _few("read, not written", found - written.ratings)
                + _few("written, not read", written.ratings - found)
                + _few("error", wrong)
            )
    _report(failures)


@pytest.mark.parametrize("chunk", range(METAMORPHIC_CHUNKS))
def test_order_sheet_names_and_unrelated_content_change_no_rating(chunk: int, model: Model, tmp_path: Path) -> None:
    failures = []
    for seed in range(chunk * METAMORPHIC_PER_CHUNK, (chunk + 1) * METAMORPHIC_PER_CHUNK):
        write_layout(seed, tmp_path / f"{seed}")
        expected = _facts(_read(tmp_path / f"{seed}", model)[0])
        for name, change in (
            ("another order", {"order": 1}),
            ("neutral sheet names, unrelated people and sheets", {"neutral_names": True, "unrelated": True}),
        ):
            folder = tmp_path / f"{seed} {name}"
            written = write_layout(seed, folder, **change)
            found = _facts(_read(folder, model)[0])
            if found != expected:
                failures.append(
                    f"  seed {seed}, {name}, {written.kind} ({', '.join(written.traits)})"
                    + _few("read only after", set(found) - set(expected))
                    + _few("read only before", set(expected) - set(found))
                )
    _report(failures)
