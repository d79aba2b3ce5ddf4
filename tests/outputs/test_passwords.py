"""Passwords of recipients: read exactly or not at all, made up when there is none, kept from one mail to the next."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen.language import Language, language
from reportgen.model.mail import Addressee
from reportgen.outputs.passwords import (
    ALPHABET,
    BITS,
    Passwords,
    PasswordsError,
    fault,
    generated,
    made_up,
    passwords_workbook,
    read_passwords,
)
from tests.conftest import Rows, WriteBook
from tests.program import contents, run
from tests.tiny_folder import tiny_folder

CHU = Addressee("Chu.Jingxing@example.com", "褚景行", "000101")
WEN = Addressee("wen@example.com", "温雅琴", "")
HEAD = ["收件人", "工号", "邮箱", "密码"]


def read(write_book: WriteBook, rows: Rows, title: str = "密码") -> Passwords:
    return read_passwords(write_book("密码.xlsx", {title: rows}))


def faults(write_book: WriteBook, *rows: list[Any], head: list[str] | None = None) -> list[tuple[str, str]]:
    """The cells with faults and what is wrong, in Chinese."""
    with pytest.raises(PasswordsError) as refused:
        read(write_book, [head or HEAD, *rows])
    assert {f.source.file for f in refused.value.faults} == {"密码.xlsx"}
    return [(f"{f.source.sheet} {f.source.cell}".strip(), f.what.told(language("zh"))) for f in refused.value.faults]


def test_passwords_are_read_by_address_and_by_id(write_book: WriteBook) -> None:
    chu = ["褚景行", None, "chu.jingxing@EXAMPLE.com", " 开门见山说亮话话 "]
    found = read(write_book, [HEAD, chu, [None, "000202", None, "k7wm-9trf"]])
    assert found.of(Addressee("Chu.Jingxing@example.com")) == "开门见山说亮话话"
    assert found.of(Addressee("x@example.com", "甲", "000202")) == "k7wm-9trf"
    assert found.of(WEN) is None


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["E-mail", "Password"], ["wen@example.com", "k7wm-9trf"]),
        (["密 码：", "电子邮箱"], ["k7wm-9trf", "Wen@example.com"]),
        (["姓名", "直接上级邮箱", "口令"], ["毛小满", "wen@example.com", "k7wm-9trf"]),
    ],
)
def test_headings_may_be_in_other_words_and_further_down(
    write_book: WriteBook, head: list[str], row: list[str]
) -> None:
    rows: list[list[Any]] = [["某公司"], [], ["请妥善保管"], head, row, [None, None]]
    assert read(write_book, rows).of(WEN) == "k7wm-9trf"


def test_numbers_are_read_as_their_format_shows_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["工号", "密码"])
    sheet.append([101, 7777])
    sheet.append([202, 12345678])
    sheet["A2"].number_format, sheet["B2"].number_format = "000000", "00000000"
    book.save(tmp_path / "p.xlsx")
    assert dict(read_passwords(tmp_path / "p.xlsx").by_id) == {"000101": "00007777", "202": "12345678"}


@pytest.mark.parametrize("value", [12345678.5, 1234567890123456, True, 123456789012, -12345678, "#N/A"])
def test_what_is_not_read_exactly_as_it_is_shown_is_refused(write_book: WriteBook, value: object) -> None:
    assert faults(write_book, ["温雅琴", "", "wen@example.com", value]) == [
        ("密码 D2", "单元格里的内容无法原样读取；请先把单元格格式设为“文本”，再重新输入。")
    ]


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (["温雅琴", "", "wen@example.com", ""], "D2", "密码是空的。"),
        (["温雅琴", "", "wen@example.com", "k7wm-9t"], "D2", "密码不足 8 个字符。"),
        (["温雅琴", "", "", "k7wm-9trf"], "D2", "这里有密码，但没有写明是谁的：邮箱和工号都是空的。"),
        (["温雅琴", "", "wen@example", "k7wm-9trf"], "C2", None),
        (["温雅琴", "", "wen@example.com, b@example.com", "k7wm-9trf"], "C2", None),
        (["温雅琴", "00000202", "", "00000202"], "D2", "密码就是收件人的工号、姓名或邮箱，或者包含其中之一，谁都能猜到。"),
        (["温雅琴", "0202", "", "mima-0202"], "D2", "密码就是收件人的工号、姓名或邮箱，或者包含其中之一，谁都能猜到。"),
        (["温雅琴", "", "w@example.com", "ｋ7wm-9trf"], "D2", None),
        (["温雅琴", "", "w@example.com", "我是温雅琴我是温雅琴"], "D2", "密码就是收件人的工号、姓名或邮箱，或者包含其中之一，谁都能猜到。"),
        (["", "", "wenyaqin@example.com", "WenYaQin1"], "D2", "密码就是收件人的工号、姓名或邮箱，或者包含其中之一，谁都能猜到。"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_told_by_its_cell(
    write_book: WriteBook, row: list[str], cell: str, said: str | None
) -> None:
    ((where, what),) = faults(write_book, row)
    assert where == f"密码 {cell}"
    assert said is None or what == said


def test_all_faults_are_told_at_once_and_none_tells_a_password(write_book: WriteBook) -> None:
    told = faults(
        write_book,
        ["", "", "wen@example.com", "k7wm-9trf"],
        ["", "", "WEN@example.com", "x4hc-n2pd"],
        ["", "000101", "", "short"],
        ["", "000101", "wen@example.com", "k7wm-9trf"],
    )
    assert [where for where, _ in told] == ["密码 D4", "密码 D3"]
    assert told[1][1] == "同一位收件人在 密码 D2 处另有一个不同的密码。"
    assert not re.search("k7wm|x4hc|short", str(told))


def test_the_same_password_twice_is_no_fault(write_book: WriteBook) -> None:
    line = ["", "", "wen@example.com", "k7wm-9trf"]
    assert read(write_book, [HEAD, line, line]).of(WEN) == "k7wm-9trf"


def test_columns_that_leave_open_whose_the_passwords_are_are_refused(write_book: WriteBook) -> None:
    both = faults(write_book, ["1", "wen@example.com", "k7wm-9trf"], head=["工号", "上级邮箱", "密码"])
    assert both[0][0] == "密码 C1"
    assert both[0][1].endswith("请只保留收件人的那些列。")
    twice = faults(write_book, ["wen@example.com", "k7wm-9trf", "x4hc-n2pd"], head=["邮箱", "密码", "口令"])
    assert twice == [("密码 C1", "表中有两个“口令”列，请只保留一个。")]


def test_a_workbook_without_passwords_is_refused(write_book: WriteBook, zh: Language) -> None:
    with pytest.raises(PasswordsError) as refused:
        read(write_book, [["姓名", "密码"], ["温雅琴", "k7wm-9trf"]])
    assert refused.value.faults[0].what.told(zh) == "没有一张工作表同时有“密码”列和“邮箱”列（或“工号”列）。"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    encrypted, other, damaged = tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    encrypted.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    other.write_text("邮箱,密码\nwen@example.com,k7wm-9trf", encoding="utf-8")
    with zipfile.ZipFile(damaged, "w") as archive:
        archive.writestr("[Content_Types].xml", "<k7wm-9trf")
    for path in (encrypted, other, damaged):
        with pytest.raises(PasswordsError) as refused:
            read_passwords(path)
        assert str(refused.value).startswith("The file is no Excel workbook")
        assert refused.value.__suppress_context__


def test_a_made_up_password_is_long_and_can_be_read_out() -> None:
    made = {generated() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(rf"(?:[{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", one) for one in made)
    assert not set(ALPHABET) & set("il1o0")
    assert BITS >= 70
    assert [fault(one) for one in made if fault(one) is not None] == []


def test_no_made_up_password_holds_the_recipients_name() -> None:
    wu = Addressee("w@example.com", "Wu")
    assert [one for one in (made_up(wu) for _ in range(400)) if "wu" in one] == []


def test_two_passwords_for_one_by_address_and_by_id_are_refused(write_book: WriteBook) -> None:
    given = read(write_book, [HEAD, ["", "", CHU.address, "k7wm-9trf"], ["", CHU.id, "", "x4hc-n2pd"]])
    with pytest.raises(PasswordsError, match="密码 D2 The same recipient has another password in 密码 D3"):
        given.of(CHU)


def test_passwords_tell_nothing_when_they_are_shown(write_book: WriteBook) -> None:
    found = read(write_book, [HEAD, ["", "", CHU.address, "k7wm-9trf"]])
    assert "k7wm" not in f"{found!r} {found}"


def test_the_workbook_is_text_and_says_what_it_is(tmp_path: Path, zh: Language) -> None:
    path = tmp_path / "passwords.xlsx"
    passwords = Passwords({"wen@example.com": "=1+1-k7wm"})
    path.write_bytes(passwords_workbook([WEN], passwords, zh))
    assert passwords_workbook([WEN], passwords, zh) == path.read_bytes()
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ["收件人打开附件的密码：请单独保管，不要作为附件发送，也不要转发。"],
        ["请用电话、当面或企业微信把密码告诉每位收件人本人，不要用邮件。"],
        ["只要这个文件还在原处，同一位收件人以后收到的附件仍用同一个密码。"],
        [],
        HEAD,
        ["温雅琴", "wen@example.com", "=1+1-k7wm"],
    ]
    assert sheet["D6"].data_type == "s"
    assert read_passwords(path).of(WEN) == "=1+1-k7wm"


def test_in_an_input_folder_it_is_known_as_ours_and_no_password_is_written_anywhere(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "input")
    for code in ("zh", "en"):
        made = passwords_workbook([CHU, WEN], Passwords({WEN.address: "k7wm-9trf-x4hc-n2pd"}), language(code))
        (folder / f"密码 {code}.xlsx").write_bytes(made)
    book = openpyxl.Workbook()
    for row in (["姓名", "工号", "邮箱", "密码"], ["毛小满", "a1", "mao@example.com", "k7wm-9trf-x4hc-n2pd"]):
        book.worksheets[0].append(row)
    book.save(folder / "人事的密码.xlsx")
    done = run("check", folder, "--output", tmp_path / "out", "--json")
    said = [(p["code"], p["file"]) for p in json.loads(done.stdout)["problems"] if p["code"] == "own-output"]
    assert said == [("own-output", "密码 en.xlsx"), ("own-output", "密码 zh.xlsx")]
    assert "人事的密码.xlsx" in done.stdout
    assert "k7wm" not in done.stdout + done.stderr + str(contents(tmp_path / "out"))
