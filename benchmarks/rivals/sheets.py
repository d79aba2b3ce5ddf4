"""Reading workbooks with other libraries: every cell of every sheet, in this process."""

import warnings
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from benchmarks.rivals.serve import Request, listen


def with_pandas(path: Path) -> int:
    """The number of cells."""
    frames = pd.read_excel(path, sheet_name=None, header=None, dtype=object)
    return sum(frame.size for frame in frames.values())


def with_calamine(path: Path) -> int:
    """The number of cells."""
    with CalamineWorkbook.from_path(path) as book:
        return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())


def read(request: Request) -> int:
    one = {"pandas": with_pandas, "calamine": with_calamine}[request["way"]]
    return sum(map(one, sorted(Path(request["folder"]).iterdir())))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    listen(read, "pandas and calamine")
