"""What locks the reports in mails: everybody has a password, and keeps it."""

from pathlib import Path

import pytest

from reportgen.language import language
from reportgen.model.mail import Addressee, MailError
from reportgen.outputs.passwords import Passwords, passwords_workbook
from reportgen.pipeline.mail_keys import Keys, keys_for
from tests.conftest import WriteBook

CHU = Addressee("Chu.Jingxing@example.com", "褚景行", "000101")
WEN = Addressee("wen@example.com", "温雅琴", "")
HEAD = ["收件人", "工号", "邮箱", "密码"]


def keep(keys: Keys, folder: Path, lang: str = "zh") -> None:
    content = passwords_workbook(keys.listed, Passwords(keys.by_mailbox), language(lang))
    (folder / "passwords.xlsx").write_bytes(content)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everybody_gets_a_password_and_keeps_it_also_when_others_get_mail(tmp_path: Path, lang: str) -> None:
    first = keys_for([CHU, WEN], tmp_path, None)
    keep(first, tmp_path, lang)
    later = keys_for([Addressee("new@example.com"), WEN], tmp_path, None)
    assert [one.address for one in later.listed] == ["chu.jingxing@example.com", "wen@example.com", "new@example.com"]
    assert first.by_mailbox.items() <= later.by_mailbox.items()
    assert len(set(later.by_mailbox.values())) == 3


def test_a_kept_password_that_its_recipient_may_not_have_any_more_stays_in_the_list(tmp_path: Path) -> None:
    wen = "wen@example.com"
    keep(Keys({wen: "k7wm-9trf"}, listed=(WEN,)), tmp_path)
    renamed = keys_for([Addressee(wen, "K7wm")], tmp_path, None)
    assert [found.code for found in renamed.faults.values()] == ["unusable-password"]
    keep(renamed, tmp_path)
    assert WEN.name not in {one.name for one in renamed.listed}
    assert keys_for([WEN], tmp_path, None).by_mailbox == {wen: "k7wm-9trf"}


def test_given_passwords_are_taken_or_refused_never_replaced(tmp_path: Path, write_book: WriteBook) -> None:
    path = write_book("密码.xlsx", {"密码": [HEAD, ["", CHU.id, "", "k7wm-9trf"], ["", "", WEN.address, "x4hc-n2pd"]]})
    lu = Addressee("lu@example.com", "陆", "000303")
    keys = keys_for([CHU, Addressee(WEN.address, "X4hc"), lu], tmp_path, path)
    assert keys.by_mailbox == {"chu.jingxing@example.com": "k7wm-9trf"}
    assert {who: found.code for who, found in keys.faults.items()} == {
        WEN.address: "unusable-password",
        lu.address: "no-password",
    }
    assert keys.listed == ()


def test_a_workbook_with_a_faulty_line_is_not_used(tmp_path: Path, write_book: WriteBook) -> None:
    path = write_book("密码.xlsx", {"密码": [["邮箱", "密码"], ["chu.jingxing@example.com", "mima-chu.jingxing"]]})
    with pytest.raises(MailError, match="密码 B2") as refused:
        keys_for([CHU], tmp_path, path)
    assert "mima" not in f"{refused.value} {refused.value.values}"
