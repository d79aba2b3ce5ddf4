"""The workbooks of recalibration: what they hold, and that all of it is read back as it was."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportgen.language import LANGUAGES, language
from reportgen.model.history import Adopted
from reportgen.model.inputs import Inputs, exact, rows
from reportgen.model.recalibration import Adoption
from reportgen.model.types import Model
from reportgen.outputs.adoption_workbooks import HISTORY_FILE, file_name, history_workbook, standards_workbook
from reportgen.workbooks.inbox import read_file, read_folder

DAY = date(2026, 9, 1)
CHANGED = Adopted(2, "2026", DAY, "junior", "packing", 1, 2, 7, Fraction(11, 7), Fraction(13, 21), 2, note="办公会通过")
KEPT = Adopted(
    2, "2026", DAY, "senior", "goods", 2, 2, 3, Fraction(4, 3), Fraction(1, 3), 1, "=先培训一年", "办公会通过"
)
EARLIER = Adopted(1, "2025", date(2025, 9, 1), "junior", "greeting", 2, 1, 5, Fraction(6, 5), Fraction(1), 1)


def adoption(tiny: Model, *lines: Adopted, **more: Any) -> Adoption:
    levels = dict(tiny.standards()) | {(line.grade, line.competency): line.after for line in lines if line.grade}
    return Adoption(2, "2026", DAY, levels, lines, **more)


def read(content: bytes, folder: Path, model: Model) -> Inputs:
    path = folder / "读回.xlsx"
    path.write_bytes(content)
    return read_file(path, model)


def lines_of(inputs: Inputs) -> list[Adopted]:
    """The lines read, without their sources."""
    return [
        Adopted(
            r.number, r.cycle, r.effective, r.grade, r.competency, r.before, r.after, r.votes, r.mean, r.agreement, r.voted,
            r.reason, r.note,
        )
        for r in rows(inputs.history)
    ]  # fmt: skip


def as_read(line: Adopted) -> Adopted:
    """A line as a cell's number has it: 15 significant digits."""
    mean, agreement = (None if value is None else exact(float(value)) for value in (line.mean, line.agreement))
    return replace(line, mean=mean, agreement=agreement)


def table_of(inputs: Inputs) -> dict[tuple[str, str], int]:
    return {(row.grade, row.competency): row.level for row in rows(inputs.standards)}


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


# ---- round trip

TEXTS = st.one_of(
    st.text(st.characters(whitelist_categories=("L", "N", "P", "S", "Zs")), max_size=30).map(str.strip),
    st.sampled_from(
        ["能力素质", "姓名：王芳", "=1+1", "生效日期：2020-01-01", "采用编号", "评分", "迎客", "-", "#N/A", "'12"]
    ),
)
CYCLES = st.sampled_from(["2026", "2026上半年", "FY26/27", "第3次", "1"])
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
SHARES = st.none() | st.fractions(0, 1, max_denominator=97)


@st.composite
def histories(draw: st.DrawFn, number: int, model: Model, least: int) -> tuple[Adopted, ...]:
    """Lines of one adoption, each of another grade and competency; or one that says that nothing changed."""
    cycle, day, note = draw(CYCLES), draw(DAYS), draw(TEXTS)
    level = st.sampled_from([one.value for one in model.levels])
    places = st.sampled_from(sorted(model.standards()))
    chosen = draw(st.lists(places, unique=True, min_size=least, max_size=4))
    made = [
        Adopted(
            number, cycle, day, *place, draw(level), draw(level), draw(st.none() | st.integers(0, 99)),
            draw(SHARES.map(lambda share: None if share is None else 1 + share)), draw(SHARES), draw(st.none() | level),
            draw(TEXTS), note,
        )
        for place in chosen
    ]  # fmt: skip
    return tuple(made) or (Adopted(number, cycle, day, "", "", 0, 0, note=note),)


@pytest.mark.parametrize("code", LANGUAGES)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_adopted_is_read_back_as_it_was(
    data: st.DataObject, code: str, tiny: Model, tmp_path: Path
) -> None:
    lines = data.draw(histories(2, tiny, 0))
    earlier = data.draw(st.just(()) | histories(1, tiny, 1))
    levels = {place: data.draw(st.sampled_from([1, 2])) for place in tiny.standards()}
    made = Adoption(
        2, lines[0].cycle, lines[0].effective, levels, lines if lines[0].grade else (), data.draw(TEXTS), lines[0].note
    )
    found = read(standards_workbook(made, earlier, tiny, language(code)), tmp_path, tiny)
    assert found.problems == ()
    assert table_of(found) == levels
    assert {(r.effective, r.adoption) for r in rows(found.standards)} == {(made.effective, 2)}
    assert lines_of(found) == [as_read(line) for line in (*lines, *earlier)]
    whole = read(history_workbook([*lines, *earlier], tiny, language(code)), tmp_path, tiny)
    assert whole.problems == ()
    assert sorted(lines_of(whole), key=repr) == sorted((as_read(line) for line in (*lines, *earlier)), key=repr)


def test_the_packaged_model_is_read_back_in_both_languages(model: Model, tmp_path: Path) -> None:
    changed = Adopted(1, "2026", DAY, "3", "achievement", 2, 3, 5, Fraction(13, 5), Fraction(4, 5), 3)
    made = Adoption(1, "2026", DAY, model.standards() | {("3", "achievement"): 3}, (changed,))
    for code in LANGUAGES:
        found = read(standards_workbook(made, (), model, language(code)), tmp_path, model)
        assert (found.problems, table_of(found), lines_of(found)) == ((), made.levels, [changed])


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_level_changed_by_hand_is_the_level(code: str, tiny: Model, tmp_path: Path) -> None:
    content = standards_workbook(adoption(tiny, CHANGED), (), tiny, language(code))
    book = openpyxl.load_workbook(io.BytesIO(content))
    table, lines = book.worksheets
    at = next(cell for row in table.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FCEFC9")
    at.value, at.number_format = 1, "General"
    lines["K2"].value, lines["K2"].number_format = 1, "General"
    path = tmp_path / "改过.xlsx"
    book.save(path)
    found = read_file(path, tiny)
    assert found.problems == ()
    assert table_of(found) == {**tiny.standards(), ("junior", "packing"): 1}
    assert [line.after for line in lines_of(found)] == [1]


def test_several_of_them_lie_in_the_input_folder_without_a_problem(tiny: Model, zh: Any, tmp_path: Path) -> None:
    first = Adoption(1, "2025", EARLIER.effective, tiny.standards(), (EARLIER,))
    second = adoption(tiny, CHANGED, KEPT)
    for made, earlier in ((first, ()), (second, (EARLIER,))):
        (tmp_path / file_name(made, 1)).write_bytes(standards_workbook(made, earlier, tiny, zh))
    (tmp_path / HISTORY_FILE).write_bytes(history_workbook((CHANGED, EARLIER), tiny, zh))
    found = read_folder(tmp_path, tiny)
    assert [p.code for p in found.problems if p.source.file] == []
    assert {(r.effective, r.adoption) for r in rows(found.standards)} == {(EARLIER.effective, 1), (DAY, 2)}
    assert set(lines_of(found)) == {as_read(line) for line in (EARLIER, CHANGED, KEPT)}


# ---- what a clerk sees


def test_the_first_sheet_says_what_to_do_when_it_holds_and_which_level_every_grade_has(tiny: Model, zh: Any) -> None:
    book = sheets(standards_workbook(adoption(tiny, CHANGED, KEPT, note="办公会通过"), (EARLIER,), tiny, zh))
    assert list(book) == ["标准级别", "本次采用", "以往采用"]
    shown = [[value for value in row if value is not None] for row in book["标准级别"]]
    assert shown == [
        ["标准级别"], ["生效日期", datetime(2026, 9, 1)], ["采用编号", 2], ["周期", "2026"], [],  # noqa: DTZ001
        ["请把本文件放进输入文件夹，文件夹里原有的文件都不要动。从生效日期起，报告按这些级别计算，并会注明。"],
        ["加粗并带底色的是这次调整了的级别，调整前的级别见工作表“本次采用”。"], [],
        ["序号", "类别", "能力素质", "初阶店员", "高阶店员"],
        [1, "门店", "迎客", "会做", "会教"], [2, "门店", "打包", "会教", "会教"], [3, "门店", "商品知识", "会做", "会教"],
        [], ["采用说明 — 办公会通过"],
    ]  # fmt: skip


def test_changed_levels_alone_are_bold_on_a_ground(tiny: Model, zh: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(standards_workbook(adoption(tiny, CHANGED, KEPT), (), tiny, zh)))
    marked = [
        (cell.coordinate, cell.value, cell.font.bold)
        for sheet in book for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FCEFC9"
    ]  # fmt: skip
    assert marked == [("D11", "会教", True), ("K2", "会教", True)]


def test_the_lines_name_votes_mean_agreement_levels_and_reason(tiny: Model, zh: Any) -> None:
    head, first, second = sheets(standards_workbook(adoption(tiny, CHANGED, KEPT), (), tiny, zh))["本次采用"]
    assert head == [
        "采用编号", "周期", "生效日期", "级别", "能力素质", "调整前", "票数", "平均", "一致性系数", "投票结果", "采用级别", "偏离原因", "采用说明",
    ]  # fmt: skip
    assert first[3:7] + first[9:] == ["初阶店员", "打包", "会做", 7, "会教", "会教", None, "办公会通过"]
    assert first[7:9] == pytest.approx([11 / 7, 13 / 21])
    assert second[9:12] == ["会做", "会教", "=先培训一年"]


def test_an_adoption_that_changes_nothing_says_so(tiny: Model, zh: Any, en: Any) -> None:
    content = standards_workbook(adoption(tiny, note="维持"), (), tiny, zh)
    assert ["这次没有调整任何级别。", None, None, None, None] in sheets(content)["标准级别"]
    assert sheets(content)["本次采用"][1] == [2, "2026", datetime(2026, 9, 1), *[None] * 9, "维持"]  # noqa: DTZ001
    again = sheets(standards_workbook(adoption(tiny, CHANGED, again="2024"), (), tiny, en))["Standards table"]
    assert ["Levels that held before are put in force again (2024).", None, None, None, None] in again


def test_the_history_has_the_oldest_line_first(tiny: Model, zh: Any) -> None:
    listed = sheets(history_workbook([CHANGED, EARLIER], tiny, zh))["级别调整历史"]
    assert [row[0] for row in listed] == ["采用编号", 1, 2]


def test_text_is_never_a_formula_and_equal_data_gives_equal_bytes(tiny: Model, zh: Any) -> None:
    made = adoption(tiny, KEPT)
    content = standards_workbook(made, (EARLIER,), tiny, zh)
    assert content == standards_workbook(made, (EARLIER,), tiny, zh)
    cell = openpyxl.load_workbook(io.BytesIO(content))["本次采用"]["L2"]
    assert (cell.value, cell.data_type) == ("=先培训一年", "s")


def names(cycle: str) -> Sequence[str]:
    made = Adoption(1, cycle, DAY, {}, ())
    return [file_name(made, nth) for nth in (1, 2, 3)]


def test_files_are_named_after_the_cycle_and_numbered_within_it() -> None:
    assert names("2026") == ["标准级别-2026.xlsx", "标准级别-2026-2.xlsx", "标准级别-2026-3.xlsx"]
    assert names("2026/27")[0] == "标准级别-2026_27.xlsx"
