"""Whatever happens to a workbook: no wrong number in silence.

Copies of valid workbooks are damaged in thousands of ways. Every number that is read must stand in the cell it is said to
come from, for that person and competency; every valid answer is read, or its loss is reported where one would look.
To look at one: `python -m tests.mutations SEED FOLDER`.
"""

import traceback
from fractions import Fraction
from pathlib import Path

import pytest

from reportgen.model.inputs import Inputs, rows
from reportgen.model.types import Model
from reportgen.problems import Problem, errors
from reportgen.workbooks.inbox import read_folder
from tests.mutation_oracle import held_by
from tests.mutation_values import Value
from tests.mutation_xml import Answer, Held
from tests.mutations import ROSTER, mutant, roster

CHUNKS, PER_CHUNK = 8, 250
NIGHTLY_CHUNKS, PER_NIGHTLY_CHUNK = 20, 500
SHOWN = 12

Place = tuple[str, str]
Number = tuple[Place, str, str, Value]


def _numbers(inputs: Inputs, file: str) -> list[Number]:
    """All numbers read from a file: place, person, competency or subject, number."""
    found: list[Number] = [
        ((r.sheet, r.cell), r.person_id, r.competency, r.rating) for r in rows(inputs.ratings) if r.file == file
    ]
    marks = [r for r in rows(inputs.marks) if r.file == file and r.state == "mark"]
    return found + [((r.sheet, r.cell), r.person_id, r.subject, Fraction(r.mark)) for r in marks]


def _reported(found: list[Problem], held: Held, place: Place, labels: frozenset[str]) -> bool:
    """Whether an error tells of the loss of a cell: at the file, the sheet, the cell, its labels, something in its row
    that is no answer, or the whole table.
    """
    sheet, cell = place
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return any(
        not p.source.sheet
        or (p.source.sheet == sheet and (p.source.cell in {"", cell} or p.source.cell in labels))
        or (p.source.sheet == sheet and p.code == "other-scale")
        or (p.source.sheet == sheet and _in_row(p.source.cell, row) and (sheet, p.source.cell) not in held.slots)
        for p in found
    )


def _in_row(cell: str, row: str) -> bool:
    return cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == row


def _counted_elsewhere(inputs: Inputs, place: Place, answer: Answer, numbers: list[Number]) -> bool:
    """Whether an answer was given twice and is counted at its other place."""
    told = any(
        p.code in {"duplicate-rating", "duplicate-value"} and (p.source.sheet, p.source.cell) == place
        for p in inputs.problems
    )
    return told and any(
        item == answer.item and person in answer.people and value == answer.value for _, person, item, value in numbers
    )


def _faults(held: Held | None, inputs: Inputs, file: str) -> list[str]:
    """What is wrong with a reading, by the oracle."""
    found = [p for p in errors(inputs.problems) if p.source.file == file]
    numbers = _numbers(inputs, file)
    if held is None:
        told = any(p.code == "unreadable-workbook" for p in found)
        return (
            [] if told and not numbers else [f"cannot be opened, but the reader has {found} and {len(numbers)} numbers"]
        )
    faults = []
    for place, person, item, value in numbers:
        answer = held.answers.get(place)
        if not answer:
            faults.append(f"WRONG {place}: {person} {item} {value} read, where no answer of a known person stands")
        elif (item, value) != (answer.item, answer.value) or person not in answer.people:
            faults.append(
                f"WRONG {place}: {person} {item} {value} read, but it is {set(answer.people)} {answer.item} {answer.value}"
            )
        elif place in held.doubtful and not _reported(found, held, place, frozenset()):
            faults.append(f"DOUBTFUL {place}: {person} {item} {value} read from a cell that the XML states in two ways")
    faults += _losses(held, inputs, found, numbers)
    if held.damage and not found:
        faults.append(f"DAMAGED passes in silence: {held.damage}")
    if len(inputs.votes) or len(inputs.weights) or len(inputs.standards):
        faults.append("WRONG votes, weights or standards were read")
    return faults


def _losses(held: Held, inputs: Inputs, found: list[Problem], numbers: list[Number]) -> list[str]:
    """Answers that are neither read nor reported."""
    read = {place for place, *_ in numbers}
    lost = [
        f"LOST {place}: {set(answer.people)} {answer.item} {answer.value} neither read nor reported"
        for place, answer in held.answers.items()
        if answer.sure and place not in read and not _reported(found, held, place, answer.labels)
        if not _counted_elsewhere(inputs, place, answer, numbers)
    ]
    return lost + [
        f"UNREADABLE {place}: a formula without a value or a damaged cell passes in silence"
        for place in sorted(held.slots.keys() & (held.uncached | held.bad))
        if not _reported(found, held, place, held.slots[place])
    ]


def _check(seeds: range, model: Model, folder: Path) -> None:
    (folder / ROSTER).write_bytes(roster())
    failures = []
    for seed in seeds:
        template, told, data = mutant(seed)
        path = folder / f"{template.kind}.xlsx"
        path.write_bytes(data)
        try:
            faults = _faults(held_by(template, data), read_folder(folder, model), path.name)
        except Exception:  # noqa: BLE001 (reported with the seed)
            faults = [traceback.format_exc()]
        path.unlink()
        if faults:
            shown = "".join(f"\n    {fault}" for fault in faults[:3])
            failures.append(f"  seed {seed}, {template.kind}: {told}{shown}\n    ({len(faults)} in all)")
    assert not failures, f"{len(failures)} of {len(seeds)} mutants failed\n" + "\n".join(failures[:SHOWN])


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_wrong_number_in_silence_from_a_mutated_workbook(chunk: int, model: Model, tmp_path: Path) -> None:
    _check(range(chunk * PER_CHUNK, (chunk + 1) * PER_CHUNK), model, tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("chunk", range(NIGHTLY_CHUNKS))
def test_no_wrong_number_in_silence_from_many_mutated_workbooks(chunk: int, model: Model, tmp_path: Path) -> None:
    start = 1_000_000 + chunk * PER_NIGHTLY_CHUNK
    _check(range(start, start + PER_NIGHTLY_CHUNK), model, tmp_path)
