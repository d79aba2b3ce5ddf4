"""Shared by the tests: models, and workbooks written from rows that a test shows."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen.language import Language, language
from reportgen.model.load import packaged_model, parse_model
from reportgen.model.types import Model
from reportgen.model.words import Lexicon
from reportgen.workbooks.opening import files
from tests.untraced import leave_libraries_out

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"

Rows = Sequence[Sequence[Any]]
WriteBook = Callable[[str, Mapping[str, Rows]], Path]

TINY = """
[model]
id = "tiny"
name_zh = "小模型"
name_en = "Tiny model"
role_zh = "店员"
role_en = "Clerk"

[thresholds]
standard = 3
need_band = 2
attained_band = 3
overall_share = "1/2"
few_votes = 2
few_ratings = 3
group_mean_people = 5
group_many = "1/3"
group_deep = "1"
recalibration_months = 12
mixed_dates_months = 12

[[categories]]
id = "shop"
name_zh = "门店"
name_en = "Shop"

[[levels]]
value = 1
name_zh = "会做"
name_en = "Does it"

[[levels]]
value = 2
name_zh = "会教"
name_en = "Teaches it"

[[grades]]
id = "junior"
name_zh = "初阶店员"
name_en = "Junior clerk"
aliases = ["初阶"]
required_level = 1

[[grades]]
id = "senior"
name_zh = "高阶店员"
name_en = "Senior clerk"
aliases = ["高阶"]
required_level = 2

[[scale]]
value = 1
name_zh = "不行"
name_en = "Poor"
exam_from = 0
exam_to = 49

[[scale]]
value = 2
name_zh = "一般"
name_en = "Fair"
exam_from = 50
exam_to = 69

[[scale]]
value = 3
name_zh = "可以"
name_en = "Good"
exam_from = 70
exam_to = 89

[[scale]]
value = 4
name_zh = "很好"
name_en = "Very good"
exam_from = 90
exam_to = 100

[[competencies]]
id = "greeting"
name_zh = "迎客"
name_en = "Greeting"
category = "shop"
method = "rating"

[[competencies]]
id = "packing"
name_zh = "打包"
name_en = "Packing"
category = "shop"
method = "rating"

[[competencies]]
id = "goods"
name_zh = "商品知识"
name_en = "Knowledge of goods"
category = "shop"
method = "exam"
subjects = [
    { name_zh = "茶叶", name_en = "Tea", weight = 1 },
    { name_zh = "瓷器", name_en = "China", weight = 2 },
]
"""


TINY_TEXTS = (
    "".join(
        f"""
[[competencies]]
id = "{id_}"
definition_zh = "{name}的定义。"
definition_en = "What {id_} means."
"""
        + "".join(
            f"""
[[competencies.levels]]
value = {level}
summary_zh = "{name}第{level}级。"
summary_en = "{id_} at level {level}."
indicators = [{{ zh = "{name}表现{level}。", en = "Shows {id_} {level}." }}]
steps = [{{ zh = "{name}步骤{level}。", en = "Does {id_} {level}." }}]
"""
            for level in (1, 2)
        )
        for id_, name in (("greeting", "迎客"), ("packing", "打包"), ("goods", "商品知识"))
    )
    + """
[[levels]]
value = 1
summary_zh = "会做。"
summary_en = "Does it."
points = []

[[levels]]
value = 2
summary_zh = "会教。"
summary_en = "Teaches it."
points = []
"""
)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that look half-copied are not given time to become whole."""
    monkeypatch.setattr(files, "SETTLED_SECONDS", 0.0)


@pytest.fixture(scope="session", autouse=True)
def coverage_of_our_code_alone() -> Iterator[None]:
    """Where coverage is measured, the longest works of libraries are left out: it would double the time of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        if sys.gettrace() is not None:
            leave_libraries_out(patch)
        yield


@pytest.fixture(scope="session")
def model() -> Model:
    """The packaged model of the account manager."""
    return packaged_model()


@pytest.fixture(scope="session")
def tiny() -> Model:
    """A model with 3 competencies, 2 levels and the scale 1–4."""
    return parse_model(TINY, "tiny.toml")


@pytest.fixture(scope="session")
def lexicon(model: Model) -> Lexicon:
    return Lexicon(model)


@pytest.fixture(scope="session")
def zh() -> Language:
    return language("zh")


@pytest.fixture(scope="session")
def en() -> Language:
    return language("en")


@pytest.fixture
def write_book(tmp_path: Path) -> WriteBook:
    """Write a workbook below `tmp_path / "input"` from sheet titles and rows (None: an empty cell)."""

    def write(name: str, sheets: Mapping[str, Rows]) -> Path:
        path = tmp_path / "input" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        book.save(path)
        return path

    return write
