"""The faults that most easily put a wrong number into a report without an error: what cells, sheets and files hold.

Each goes through the whole reader. The numbers are those of the list of faults that the project keeps; who and what is
meant (4–7, 10, 11, 15) is in `test_silent_faults_of_names.py`. Faults that arise after reading have their tests elsewhere:
rounding (8) in `tests/model/test_rounding.py`, edges of bands (9) in `tests/assessment/test_assess.py`, charts that differ
from tables (16) in `tests/test_samples.py`, missing values (20) in `tests/reports/test_person_view.py`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen.assessment.assess import assess
from tests.conftest import Rows, WriteBook
from tests.workbooks.faults import PEERS, ROSTER, accounted, form, ratings, read, values
from tests.workbooks.opening.books import SHEET, rewritten, with_parts, with_strings
from tests.workbooks.sheets import SMALL, at


@pytest.fixture
def folder(tmp_path: Path, write_book: WriteBook) -> Path:
    """An input folder with a roster of 00017, 00024 and 00045."""
    write_book("名单.xlsx", {"名单": ROSTER})
    return tmp_path / "input"


@pytest.mark.parametrize(("entry", "rating"), [("３", 3), ("4分", 4), ("５ 分", 5), ("达标", 5), (0, 0), ("0", 0)])
def test_fault_1_a_score_in_another_form_is_its_number(
    entry: Any, rating: int, folder: Path, write_book: WriteBook
) -> None:
    """Fault 1: `３` and `4分` become nothing, and are averaged away."""
    write_book("表.xlsx", {"表": form(5, entry, 3)})
    found = read(folder)
    assert values(found) == {"B3": 5, "B4": rating, "B5": 3}
    assert found.problems == ()


@pytest.mark.parametrize("entry", ["<5", "4/5", "三", "Ⅲ", "1,234", "4,5", "五分", "inf", "nan", "1_0", "NULL", "③"])
def test_fault_1_a_score_that_is_no_number_is_an_error_at_its_cell(
    entry: Any, folder: Path, write_book: WriteBook
) -> None:
    """Fault 1: what cannot be parsed becomes nothing, and the mean of the others passes for the score."""
    write_book("表.xlsx", {"表": form(5, entry, 3)})
    found = read(folder)
    assert values(found) == {"B3": 5, "B5": 3}
    assert [code for code, cell in at(found.problems) if cell == "B4"] in (
        ["unreadable-rating"],
        ["rating-out-of-range"],
    )
    assert accounted(found) == (2, 1, 0)


@pytest.mark.parametrize("entry", ["N/A", "—", "不了解", None])
def test_fault_1_not_rated_is_told_and_no_zero(entry: Any, folder: Path, write_book: WriteBook) -> None:
    """Fault 1: a declared blank counts as nothing, and is said."""
    write_book("表.xlsx", {"表": form(5, entry, 3)})
    found = read(folder)
    assert values(found) == {"B3": 5, "B5": 3}
    assert at(found.problems) == [("no-tick", "A4")]
    assert accounted(found) == (2, 0, 1)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_fault_2_an_error_cell_is_no_blank(suffix: str, error: str, folder: Path, write_book: WriteBook) -> None:
    """Fault 2: error cells become blanks."""
    rows = form(5, error, 3)
    if suffix == ".csv":
        (folder / "表.csv").write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    else:
        write_book("表.xlsx", {"表": rows})
    found = read(folder)
    assert values(found) == {"B3": 5, "B5": 3}
    assert at(found.problems) == [("error-cell", "B4")]


def test_fault_3_a_formula_that_was_never_calculated_is_no_blank(folder: Path, write_book: WriteBook) -> None:
    """Fault 3: a formula without stored value reads as blank."""
    write_book("表.xlsx", {"表": form(5, "=2+2", 3)})
    found = read(folder)
    assert values(found) == {"B3": 5, "B5": 3}
    assert at(found.problems) == [("no-cached-value", "B4")]


@pytest.mark.parametrize("answers", [(8, 9, 10), (85, 90, 100), (55, 45, 35), ("优", "良", "优")])
def test_fault_12_a_form_on_another_scale_is_refused_by_its_values(
    answers: Sequence[Any], folder: Path, write_book: WriteBook
) -> None:
    """Fault 12: ratings of 10 or 100 points are taken for ours."""
    write_book("表.xlsx", {"表": form(*answers)})
    found = read(folder)
    assert ratings(found) == {}
    assert [p.code for p in found.problems] == ["other-scale"]
    assert accounted(found) == (0, 3, 0)


@pytest.mark.parametrize(
    "stated",
    [
        "评分标准：1-5分",
        "满分10分",
        "（百分制）",
        "评分说明：5=优秀 4=良好 3=一般 2=较差 1=很差",
        "Rating scale 1 to 5",
    ],
)
def test_fault_12_a_form_on_another_scale_is_refused_by_its_legend(
    stated: str, folder: Path, write_book: WriteBook
) -> None:
    """Fault 12: 5 of 5 is taken for 5 of 6, though the sheet says what it means."""
    write_book("表.xlsx", {"表": [[stated], *form(5, 4, 3)]})
    found = read(folder)
    assert ratings(found) == {}
    assert [p.code for p in found.problems] == ["other-scale"]


@pytest.mark.parametrize(("entry", "shown"), [(55, "General"), (0.95, "0%"), (0.8, "General"), (-5, "General")])
def test_fault_12_a_single_value_off_the_scale_is_an_error_at_its_cell(entry: float, shown: str, folder: Path) -> None:
    """Fault 12: 55 for 5, or 95 % that is stored as 0.95, enters the mean."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in form(5, entry, 3):
        sheet.append(list(row))
    sheet["B4"].number_format = shown
    book.save(folder / "表.xlsx")
    found = read(folder)
    assert values(found) == {"B3": 5, "B5": 3}
    assert [p.source.cell for p in found.problems] == ["B4"]
    assert {p.code for p in found.problems} <= {"rating-out-of-range", "unreadable-rating"}


@pytest.mark.parametrize("wrong", ["A1", "A1:B2", "Z99"])
def test_fault_13_a_wrong_dimension_loses_no_rating(wrong: str, folder: Path, write_book: WriteBook) -> None:
    """Fault 13: a reader believes the extent that the sheet states, and stops."""
    path = write_book("表.xlsx", {"表": form(5, 4, 3)})
    path.write_bytes(
        rewritten(
            path.read_bytes(),
            SHEET,
            lambda data: re.sub(rb'(<dimension ref=")[^"]*', rb"\g<1>" + wrong.encode(), data),
        )
    )
    assert values(read(folder)) == {"B3": 5, "B4": 4, "B5": 3}


def test_fault_13_hidden_and_filtered_rows_are_read_and_said(folder: Path) -> None:
    """Fault 13: rows that a filter hides are dropped, or counted unnoticed."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in form(5, 4, 3):
        sheet.append(list(row))
    sheet.row_dimensions[4].hidden = True
    book.save(folder / "表.xlsx")
    found = read(folder)
    assert values(found) == {"B3": 5, "B4": 4, "B5": 3}
    assert [p.code for p in found.problems] == ["hidden-data"]


def test_fault_13_rows_behind_a_blank_one_are_read(folder: Path, write_book: WriteBook) -> None:
    """Fault 13: a table ends at its first blank row."""
    head = ["工号", "能力素质", "评估人", "关系", "评分"]
    rows: Rows = [head, ["00017", "成就导向", "吴工", "同级", 5], [], [], ["00045", "成就导向", "吴工", "同级", 4]]
    write_book("表.xlsx", {"表": rows})
    found = read(folder)
    assert ratings(found) == {"E2": ("00017", 5), "E5": ("00045", 4)}
    assert found.problems == ()


def test_fault_13_all_rows_of_a_long_table_are_read_and_counted(folder: Path, write_book: WriteBook) -> None:
    """Fault 13: a sheet is cut off at a limit, and nobody counts."""
    head = ["工号", "能力素质", "评估人", "关系", "评分"]
    rows: Rows = [head, *(["00017", "成就导向", f"评估人{n}", "同级", n % 7] for n in range(3_000))]
    write_book("表.xlsx", {"表": rows})
    found = read(folder)
    assert Counter(found.ratings["rating"]) == Counter(n % 7 for n in range(3_000))
    assert accounted(found) == (3_000, 0, 0)


def test_fault_14_values_that_come_from_other_workbooks_are_said(folder: Path, write_book: WriteBook) -> None:
    """Fault 14: what another workbook held long ago counts as today's."""
    path = write_book("表.xlsx", {"表": form(5, 4, 3)})
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    target = f'<Relationships xmlns="{rels}"><Relationship Id="rId1" Type="{kind}" Target="去年.xlsx" TargetMode="External"/></Relationships>'
    path.write_bytes(
        with_parts(
            path.read_bytes(),
            ("xl/externalLinks/externalLink1.xml", f'<externalLink xmlns="{main}"/>'.encode()),
            ("xl/externalLinks/_rels/externalLink1.xml.rels", target.encode()),
        )
    )
    found = read(folder)
    assert values(found) == {"B3": 5, "B4": 4, "B5": 3}
    assert [p.code for p in found.problems] == ["external-links"]


@pytest.mark.parametrize("name", ["NA", "None", "null", "NaN", "nan", "N/A", "True", "-", "1-2"])
def test_fault_17_names_that_look_like_nothing_stay_names(name: str, tmp_path: Path, write_book: WriteBook) -> None:
    """Fault 17: people called NA or None vanish."""
    write_book("名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["00017", name, "3级"], ["00045", "张伟", "2级"]]})
    found = read(tmp_path / "input")
    assert list(found.roster["name"]) == [name, "张伟"]


@pytest.mark.parametrize("entry", [date(2026, 3, 4), True, False])
def test_fault_17_a_date_or_truth_in_place_of_a_rating_is_an_error(
    entry: Any, folder: Path, write_book: WriteBook
) -> None:
    """Fault 17: `3-4` turns into the 4th of March, TRUE into 1."""
    write_book("表.xlsx", {"表": form(5, entry, 3)})
    found = read(folder)
    assert values(found) == {"B3": 5, "B5": 3}
    assert at(found.problems) == [("unreadable-rating", "B4")]


def test_fault_18_of_two_columns_with_one_header_neither_is_chosen(folder: Path, write_book: WriteBook) -> None:
    """Fault 18: of two columns of one name the second is renamed or replaces the first."""
    rows: Rows = [
        ["评估人", "吴工", "关系", "同级"],
        ["工号", "成就导向", "抗挫能力", "沟通倾听能力", "成就导向"],
        ["00017", 5, 4, 3, 1],
    ]
    write_book("表.xlsx", {"表": rows})
    found = assess(read(folder), SMALL, weights={}, cycle=None)
    assert [(p.code, p.source.cell) for p in found.problems if p.severity == "error"] == [
        ("conflicting-rating", "B3"), ("conflicting-rating", "E3"),
    ]  # fmt: skip


@pytest.mark.parametrize("column", range(5))
def test_fault_18_an_inserted_column_moves_no_rating(column: int, folder: Path, write_book: WriteBook) -> None:
    """Fault 18: columns are read by their position."""
    rows: list[list[Any]] = [
        ["工号", "成就导向", "抗挫能力", "沟通倾听能力"],
        ["00017", 5, 4, 3],
        ["00045", 0, 1, 2],
    ]
    for row, extra in zip(rows, ["部门", "一部", "二部"], strict=True):
        row.insert(column, extra)
    write_book("表.xlsx", {"表": [["评估人", "吴工", "关系", "同级"], *rows]})
    found = read(folder)
    told = {(r["person_id"], r["competency"]): r["rating"] for r in found.ratings.to_dict("records")}
    assert told == {
        ("00017", "achievement"): 5, ("00017", "resilience"): 4, ("00017", "communication"): 3,
        ("00045", "achievement"): 0, ("00045", "resilience"): 1, ("00045", "communication"): 2,
    }  # fmt: skip
    assert found.problems == ()


def test_fault_18_a_header_of_two_rows_names_its_columns(folder: Path) -> None:
    """Fault 18: the second row of a header is taken for data, or for the header of other columns."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["评估人", "吴工", "关系", "同级"],
        ["工号", "成就导向", None, "抗挫能力", None, "沟通倾听能力", None],
        [None, "评分", "备注", "评分", "备注", "评分", "备注"],
        ["00017", 5, "6", 4, None, 3, "好"],
    ):
        sheet.append(row)
    for area in ("A2:A3", "B2:C2", "D2:E2", "F2:G2"):
        sheet.merge_cells(area)
    book.save(folder / "表.xlsx")
    found = read(folder)
    assert ratings(found) == {"B4": ("00017", 5), "D4": ("00017", 4), "F4": ("00017", 3)}
    assert found.problems == ()


def shared(rows: Rows, *, number: str = "{}") -> tuple[str, list[str]]:
    """A sheet as XML whose cells refer to texts by number, and the texts."""
    texts = list(dict.fromkeys(str(entry) for row in rows for entry in row))
    cells = "".join(
        f'<row r="{y}">'
        + "".join(
            f'<c r="{chr(65 + x)}{y}" t="s"><v>{number.format(texts.index(str(entry)))}</v></c>'
            for x, entry in enumerate(row)
        )
        + "</row>"
        for y, row in enumerate(rows, 1)
    )
    return cells, texts


@pytest.mark.parametrize("number", ["{}", "\n  {}\n", "0{}"])
def test_fault_19_texts_are_not_shifted_by_how_their_numbers_are_written(number: str, folder: Path) -> None:
    """Fault 19: a reader that stumbles over white space in `<v>` puts the first text of the workbook everywhere."""
    cells, texts = shared(form("5", "4", "3"), number=number)
    (folder / "表.xlsx").write_bytes(with_strings(cells, *texts))
    found = read(folder)
    assert ratings(found) == {"B3": ("00017", 5), "B4": ("00017", 4), "B5": ("00017", 3)}
    assert found.problems == ()


@pytest.mark.parametrize("number", ["1x", "1.5", "-1", "e"])
def test_fault_19_a_number_that_leads_to_no_text_is_an_error_at_its_cell(number: str, folder: Path) -> None:
    """Fault 19: a number that leads to no text leads to the first one."""
    cells, texts = shared(form("5", "4", "3"))
    damaged = re.sub(r'(<c r="B4" t="s"><v>)\d+', rf"\g<1>{number}", cells)
    (folder / "表.xlsx").write_bytes(with_strings(damaged, *texts))
    found = read(folder)
    assert ratings(found) == {"B3": ("00017", 5), "B5": ("00017", 3)}
    assert [(p.severity, p.source.cell) for p in found.problems] == [("error", "B4")]


def test_fault_19_a_table_of_texts_that_was_cut_gives_no_numbers(folder: Path) -> None:
    """Fault 19: texts that are not there are replaced by others."""
    cells, texts = shared(form("5", "4", "3"))
    (folder / "表.xlsx").write_bytes(with_strings(cells, *texts[:-1]))
    found = read(folder)
    assert ratings(found) == {}
    assert [(p.code, p.source.file) for p in found.problems] == [("unreadable-workbook", "表.xlsx")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_fault_19_chinese_text_is_read_in_the_encoding_that_it_has(encoding: str, folder: Path) -> None:
    """Fault 19: GBK is taken for Big5 or Korean, and names nobody or somebody else."""
    text = "\n".join(",".join(map(str, row)) for row in form(5, 4, 3, head=["姓名", "李明", *PEERS[2:]]))
    (folder / "表.csv").write_bytes(text.encode(encoding))
    found = read(folder)
    assert ratings(found) == {"B3": ("00017", 5), "B4": ("00017", 4), "B5": ("00017", 3)}
    assert set(found.ratings["rater"]) == {"吴工"}
    assert at(found.problems) == [("name-only", "B1")]


@pytest.mark.parametrize("encoding", ["big5", "utf-16"])
def test_fault_19_text_in_another_encoding_is_refused(encoding: str, folder: Path) -> None:
    """Fault 19: an encoding is guessed, and the names are others."""
    text = "姓名,王芳,關係,同事\n能力素質,評分\n成就導向,5\n"
    (folder / "表.csv").write_bytes(text.encode(encoding))
    found = read(folder)
    assert ratings(found) == {}
    assert [p.code for p in found.problems] == ["unreadable-workbook"]
