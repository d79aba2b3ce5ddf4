"""A folder with a roster and what is read from it: shared by the tests of silent faults."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportgen.model.inputs import Inputs
from reportgen.workbooks.inbox import read_folder
from tests.conftest import Rows
from tests.workbooks.sheets import SMALL

ROSTER: Rows = [["工号", "姓名", "级别"], ["00017", "李明", "3级"], ["00024", "王芳", "3级"], ["00045", "张伟", "2级"]]
PEERS = ["工号", "00017", "评估人", "吴工", "关系", "同级"]


def form(*answers: Any, head: Sequence[Any] = PEERS) -> list[list[Any]]:
    """A form with ratings of the three competencies; the answers stand in B3, B4 and B5."""
    names = ("成就导向", "抗挫能力", "沟通倾听能力")
    return [list(head), ["能力素质", "评分"], *([name, answer] for name, answer in zip(names, answers, strict=True))]


def read(folder: Path) -> Inputs:
    return read_folder(folder, SMALL)


def ratings(inputs: Inputs) -> dict[str, tuple[str, int]]:
    """Cell -> person, rating; of a folder with one sheet of ratings."""
    return {row["cell"]: (row["person_id"], row["rating"]) for row in inputs.ratings.to_dict("records")}


def values(inputs: Inputs) -> dict[str, int]:
    """Cell -> rating; of a folder with one form."""
    return {place: rating for place, (_, rating) in ratings(inputs).items()}


def accounted(inputs: Inputs) -> tuple[int, int, int]:
    """Answers used, left out and blank, of all sheets."""
    ledgers = inputs.ledgers
    return sum(s.used for s in ledgers), sum(s.left_out for s in ledgers), sum(s.blank for s in ledgers)
