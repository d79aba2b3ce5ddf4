"""docs/mail.md names every setting, option and code of mail, and quotes the program's own words."""

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from reportgen.language import LOCALE_DIR, language
from reportgen.mail_codes import MAIL_CODES
from reportgen.mail_command import PASSWORD, PASSWORD_COMMAND, mail
from reportgen.model.mail_settings import MailSettings
from reportgen.model.outbox_words import STATE_NAMES
from reportgen.settings import SETTINGS_FILE, load_settings
from tests.program import ROOT

PAGE = (ROOT / "docs" / "mail.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.+?)```", PAGE, re.DOTALL)


def first_cells() -> dict[str, list[str]]:
    """The rows of all tables, by what stands in their first cell."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
    return {row[0].strip("`"): row[1:] for row in rows}


def test_every_setting_is_told_with_its_default() -> None:
    rows = first_cells()
    for field in dataclasses.fields(MailSettings):
        default = field.default
        if isinstance(default, bool):
            assert f"`{str(default).lower()}`" in rows[field.name][0]
        elif isinstance(default, tuple) and default:
            assert str(list(default)) in rows[field.name][0]
        elif default not in ("", (), None):
            assert str(default) in rows[field.name][0]
        else:
            assert field.name in rows


def test_every_code_has_a_line() -> None:
    assert [code for code in MAIL_CODES if code not in first_cells()] == []


def test_every_option_and_variable_is_told() -> None:
    options = {name for parameter in mail.params for name in parameter.opts if name.startswith("--")}
    assert len(options) > 10
    assert [name for name in sorted(options | {PASSWORD, PASSWORD_COMMAND}) if name not in PAGE] == []


def test_every_state_is_told_in_the_words_of_the_program() -> None:
    assert [zh for name in STATE_NAMES.values() if (zh := language("zh")(name)) not in first_cells()] == []


def test_every_quoted_message_is_one_of_the_program() -> None:
    with (LOCALE_DIR / "zh" / "LC_MESSAGES" / "reportgen.po").open("rb") as file:
        said = [str(m.string) for m in read_po(file, locale="zh") if isinstance(m.string, str)]
    for quoted in ("未能发送：请先改正", "不确定是否送达", "正被另一次运行使用", "已安排重发", "更新", "补充", "重发"):
        assert f"“{quoted}" in PAGE
        assert any(quoted in text for text in said), quoted


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_examples_of_settings_can_be_used(example: str, tmp_path: Path) -> None:
    assert tomllib.loads(example)["mail"]["server"]
    (tmp_path / SETTINGS_FILE).write_text(example, encoding="utf-8")
    assert load_settings(tmp_path).mail.allowed
