"""`rerate.csv`: the ratings to be given anew."""

import csv
import io
from datetime import date

from reportgen.assessment.assess import assess
from reportgen.language import Language
from reportgen.model.inputs import OWN_COLUMNS
from reportgen.model.recalibration import Outdated
from reportgen.model.types import Model
from reportgen.outputs.rerating import COLUMNS, outdated_table
from tests.assessment import frames

RATED = frames.ratings(
    ("P", "writing", "李工", "peer", 4), ("P", "writing", "王主任", "supervisor", 5), ("Q", "writing", "李工", "peer", 3),
)  # fmt: skip
PEOPLE = (frames.Person("P", "3", "=林晓"), frames.Person("Q", "4", "郭凡"))


def table(found: tuple[Outdated, ...], model: Model, lang: Language) -> list[list[str]]:
    ratings = RATED.copy()
    ratings.loc[1, "date"] = date(2026, 3, 4)
    assessment = assess(frames.inputs(*PEOPLE, ratings=ratings), model, weights={}, cycle=None)
    return list(csv.reader(io.StringIO(outdated_table(found, assessment, lang).decode("utf-8-sig"))))


def test_every_rating_to_be_given_anew_has_a_row_with_its_cell(model: Model, zh: Language) -> None:
    head, *rows = table((Outdated("P", "writing", 3, (1, 2), (0, 1)),), model, zh)
    assert tuple(head) == COLUMNS
    assert rows == [
        ["P", "'=林晓", "3", "writing", "书面表达能力", "1 2", "3", "李工", "peer", "4", "", "ratings.xlsx", "S", "E2"],
        ["P", "'=林晓", "3", "writing", "书面表达能力", "1 2", "3", "王主任", "supervisor", "5", "2026-03-04", "ratings.xlsx", "S", "E3"],
    ]  # fmt: skip


def test_nothing_to_be_given_anew_leaves_the_headings(model: Model, zh: Language) -> None:
    assert table((), model, zh) == [list(COLUMNS)]


def test_the_table_is_no_input() -> None:
    assert any(set(COLUMNS) >= columns for columns in OWN_COLUMNS)
