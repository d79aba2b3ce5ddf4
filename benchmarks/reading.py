"""How long reading 300 ordinary forms takes, compared with openpyxl, pandas and calamine opening and iterating the same files.

Reading is all of it: checking, opening, recognising, every rating with its source, the ledger; the time includes
starting the processes. Both take turns in one run, and the median of each counts, so that the ratio says little of the
machine. Exits 1 when the ratio to openpyxl is above the limit; pandas and calamine are shown beside it. They give cells
alone: neither tells merged or hidden parts, formulas without a result, or how a number is shown.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median

import openpyxl

from benchmarks.talk import RIVALS_PYTHON, FailedError, Way
from reportgen.model.load import packaged_model
from reportgen.pipeline.job import MAX_WORKERS
from reportgen.workbooks.inbox import read_folder

FILES, ROUNDS, LIMIT = 300, 5, 1.5


MODEL = packaged_model()


def write_forms(folder: Path) -> None:
    """A roster, and forms of 18 rows and 8 columns: labels, and a tick in each row."""
    dice = Random(300)  # noqa: S311 (data of a benchmark)
    _write(folder / "000.xlsx", [["工号", "姓名", "级别"], ["00017", "李明", "客户经理3级"]])
    for number in range(1, FILES):
        ticked = [dice.randrange(7) for _ in MODEL.competencies]
        labels = ["被评估人", "李明", "工号", "00017", "评估人", f"评估人{number}", "关系", "同级"]
        rows = [
            [competency.name_zh, *("√" if column == tick else None for column in range(7))]
            for competency, tick in zip(MODEL.competencies, ticked, strict=True)
        ]
        _write(folder / f"{number:03}.xlsx", [labels, ["能力素质", *range(7)], *rows])


def _write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)


def with_openpyxl(folder: Path, *, read_only: bool) -> None:
    for path in sorted(folder.iterdir()):
        book = openpyxl.load_workbook(path, data_only=True, read_only=read_only)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.value  # noqa: B018 (iterating is what is measured)
        book.close()


def with_reportgen(folder: Path) -> None:
    inputs = read_folder(folder, MODEL, workers=min(os.cpu_count() or 1, MAX_WORKERS))
    assert (inputs.files_read, len(inputs.ratings)) == (FILES, (FILES - 1) * len(MODEL.competencies))


def seconds(read: Callable[[], object]) -> float:
    begun = time.perf_counter()
    read()
    return time.perf_counter() - begun


def main() -> int:
    others = Way("pandas and calamine", [RIVALS_PYTHON, "-m", "benchmarks.rivals.sheets"])
    ways: dict[str, Callable[[Path], object]] = {
        "openpyxl": lambda folder: with_openpyxl(folder, read_only=False),
        "openpyxl, read-only": lambda folder: with_openpyxl(folder, read_only=True),
        "reportgen": with_reportgen,
    }
    limited = list(ways)
    try:
        others.start()
        ways["pandas"] = lambda folder: others.ask(way="pandas", folder=str(folder))
        ways["calamine"] = lambda folder: others.ask(way="calamine", folder=str(folder))
    except FailedError as error:
        others.failure = str(error)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as name:
        write_forms(Path(name))
        for _ in range(ROUNDS):
            for way, read in ways.items():
                taken[way].append(seconds(lambda read=read: read(Path(name))))  # type: ignore[misc]
    others.stop()
    *plain, ours = (median(taken[way]) for way in limited)
    ratio = ours / min(plain)
    for way, times in taken.items():
        print(f"{way:20} {median(times):6.2f} s")
    if others.failure:
        print(f"pandas and calamine were not measured: {others.failure}")
    print(f"ratio to the faster openpyxl {ratio:6.2f}   (at most {LIMIT})")
    return int(ratio > LIMIT or bool(others.failure))


if __name__ == "__main__":
    sys.exit(main())
