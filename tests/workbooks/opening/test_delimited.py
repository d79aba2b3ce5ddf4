"""Text files of cells: characters and separator are decided strictly, and every cell stays the text that it is."""

import pytest

from reportgen.workbooks.opening.raw import MAX_COLUMNS, MAX_ROWS
from tests.workbooks.opening.books import key, kinds, opened, shown

LIST = "工号,姓名,能力素质,评分\n00017,李明,成就导向,5\n00024,王芳,抗挫能力,4\n"


def cells(text: str | bytes, suffix: str = ".csv") -> dict[str, object]:
    return shown(opened(text if isinstance(text, bytes) else text.encode(), suffix))


def refused(text: str | bytes) -> str:
    return key(text if isinstance(text, bytes) else text.encode(), ".csv")


# ---- characters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_the_encodings_of_a_chinese_excel_are_read(encoding: str) -> None:
    assert cells(LIST.encode(encoding))["B2"] == "李明"


@pytest.mark.parametrize("name", ["䶮", "㛃", "𠮷"])
def test_rare_characters_of_names_are_read(name: str) -> None:
    assert cells(LIST.replace("李明", name).encode("gb18030"))["B2"] == name


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5", "shift_jis"])
def test_fault_19_other_encodings_are_refused_and_never_guessed(encoding: str) -> None:
    text = LIST.replace("抗挫能力", "客戶關係").replace("工号", "工號").replace("素质", "素質").replace("评", "評")
    text = text.replace("导", "導") if encoding in ("big5", "shift_jis") else text
    assert refused(text.encode(encoding, "replace")) == "encoding.text"


@pytest.mark.parametrize("name", ["José", "Müller", "Łukasz", "Françoise"])
def test_western_letters_of_one_byte_are_no_chinese(name: str) -> None:
    encoding = "cp1250" if name == "Łukasz" else "cp1252"
    assert refused(f"Employee ID,Name\n00017,{name}\n".encode(encoding)) == "encoding.text"


@pytest.mark.parametrize("damage", [b"\0", b"\x01", b"\x1b"])
def test_control_characters_are_refused(damage: bytes) -> None:
    assert refused(LIST.encode() + damage) == "encoding.text"


def test_two_encodings_in_one_file_are_refused() -> None:
    assert refused(LIST.encode() + "00031,张伟,执行能力,3\n".encode("gb18030") + b"\xff\n") == "encoding.text"


def test_a_text_cut_within_a_character_is_refused() -> None:
    assert refused(LIST.encode()[: LIST.encode().index("王".encode()) + 2]) == "encoding.text"


def test_the_mark_that_ends_a_file_in_dos_is_no_character() -> None:
    assert cells(LIST.encode() + b"\x1a")["D3"] == "4"


# ---- separators and rows


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_commas_semicolons_and_tabs_are_told_apart(separator: str, end: str) -> None:
    assert cells(LIST.replace(",", separator).replace("\n", end)) == cells(LIST)


def test_a_separator_within_texts_is_not_taken_for_that_of_the_columns() -> None:
    text = "工号;评语;评分\n00017;稳,准,细;5\n00024;肯学,主动;4\n00031;;3\n"
    assert cells(text) | {} == {
        "A1": "工号",
        "B1": "评语",
        "C1": "评分",
        "A2": "00017",
        "B2": "稳,准,细",
        "C2": "5",
        "A3": "00024",
        "B3": "肯学,主动",
        "C3": "4",
        "A4": "00031",
        "C4": "3",
    }


@pytest.mark.parametrize("text", ["工号,姓名;级别\n00017,李明;3级\n", "a;4,5\nb;3,5\n"])
def test_two_separators_that_fit_alike_are_refused(text: str) -> None:
    assert refused(text) == "not-a-workbook.separator"


def test_what_excel_says_of_the_separator_holds_and_is_no_row() -> None:
    assert cells("sep=;\na;4,5\nb;3,5\n") == {"A1": "a", "B1": "4,5", "A2": "b", "B2": "3,5"}
    assert refused("sep=|\na|4\n") == "not-a-workbook.separator"


def test_a_single_column_needs_no_separator() -> None:
    assert cells("姓名\n李明\n王芳\n") == {"A1": "姓名", "A2": "李明", "A3": "王芳"}


def test_labels_above_a_table_may_be_fewer_or_more_than_its_columns() -> None:
    text = "评估表\n姓名,李明,工号,00017,关系,上级\n\n能力素质,评分\n成就导向,5\n抗挫能力,4\n沟通倾听能力,3\n"
    assert cells(text)["F2"] == "上级"
    assert cells(text)["B7"] == "3"


def test_a_record_is_a_row_whatever_its_fields_hold() -> None:
    text = '工号,评语,评分\n00017,"第一行\n第二行, ""好""",5\n\n00024,,4\n'
    assert cells(text) | {} == {
        "A1": "工号",
        "B1": "评语",
        "C1": "评分",
        "A2": "00017",
        "B2": '第一行\n第二行, "好"',
        "C2": "5",
        "A4": "00024",
        "C4": "4",
    }


def test_a_row_longer_than_its_table_is_refused_because_its_values_have_moved() -> None:
    text = "工号,备注,成就导向,抗挫能力\n00017,肯学,主动,5,4\n00024,,3,2\n"
    assert refused(text) == "not-a-workbook.shifted"


@pytest.mark.parametrize("text", ['a,b\n1,"x\n2,y\n', 'a,b\n1,"x"y\n2,z\n'])
def test_a_quotation_mark_out_of_place_is_refused(text: str) -> None:
    assert refused(text) == "incomplete.quote"


@pytest.mark.parametrize(
    "text",
    ["a,b\n" + "\n" * MAX_ROWS + "1,2\n", "a,b\n" * (2 * MAX_ROWS + 2), "a," + "," * MAX_COLUMNS + "b\n" + "c,d\n"],
)
def test_a_table_beyond_all_measure_is_refused(text: str) -> None:
    assert refused(text) == "extent"


def test_blank_lines_to_the_end_of_a_sheet_are_none() -> None:
    assert cells("a,b\n" + ",\n" * 300_000) == {"A1": "a", "B1": "b"}


# ---- cells


@pytest.mark.parametrize("value", ["00017", "1E5", "3-4", "NA", "None", "null", "TRUE", "007", "５", "4.50", "=1+1"])
def test_fault_4_every_cell_is_the_text_that_it_is(value: str) -> None:
    assert kinds(opened(f"工号,评分\n{value},5\n".encode(), ".csv"))["A2"] == ("text", value)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_fault_2_names_of_errors_are_errors(error: str) -> None:
    assert kinds(opened(f"工号,评分\n00017,{error}\n".encode(), ".csv"))["B2"] == ("error", error)


@pytest.mark.parametrize("written", ['="00017"', '"=""00017"""', "'00017", "00017\t", " 00017 "])
def test_ids_that_are_guarded_against_losing_their_zeros_are_themselves(written: str) -> None:
    assert cells(f"工号,评分\n{written},5\n")["A2"] == "00017"


def test_a_text_file_has_one_sheet_without_a_name() -> None:
    assert opened(LIST.encode(), ".csv").title == ""


def test_tabs_are_the_separator_of_tsv_as_well() -> None:
    assert cells(LIST.replace(",", "\t"), ".tsv")["D3"] == "4"
