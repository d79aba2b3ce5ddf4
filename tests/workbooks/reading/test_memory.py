"""The bytes in which it is kept what workbooks held: whatever is wrong with them, they hold nothing."""

import pytest

from reportgen.workbooks.reading.memory import Memory, Record

FORM = Record("ab" * 32, rosters=False, held=b"what a form holds")
ROSTER = Record("cd" * 32, rosters=True, held=b"")
LISTED = [("名单.xlsx", ROSTER.digest)]


def kept() -> bytes:
    """Two workbooks, kept."""
    memory = Memory(None, "program")
    memory.recall("setting")
    memory.keep({"\udcff.xlsx": FORM, "名单.xlsx": ROSTER}, "people", LISTED, b"roster")
    content = memory.content()
    assert content is not None
    return content


def recalled(content: bytes | None, setting: str = "setting") -> Memory:
    memory = Memory(content, "program")
    memory.recall(setting)
    return memory


def test_workbooks_are_known_by_path_and_content() -> None:
    memory = recalled(kept())
    assert memory.held("\udcff.xlsx", FORM.digest) == FORM
    assert memory.held("名单.xlsx", ROSTER.digest) == ROSTER
    assert memory.held("\udcff.xlsx", ROSTER.digest) is None
    assert memory.held("另一个.xlsx", FORM.digest) is None
    assert (memory.people, memory.rosters) == ("people", ["名单.xlsx"])


def test_the_roster_is_known_while_all_files_with_rosters_are_the_same() -> None:
    memory = recalled(kept())
    assert memory.roster(LISTED) == b"roster"
    assert memory.roster([]) is None
    assert memory.roster([*LISTED, ("z.xlsx", FORM.digest)]) is None


def test_what_did_not_change_need_not_be_kept_again() -> None:
    memory = recalled(kept())
    assert memory.content() is None
    memory.keep({"\udcff.xlsx": FORM, "名单.xlsx": ROSTER}, "people", LISTED, b"roster")
    assert memory.content() is None
    memory.keep({"名单.xlsx": ROSTER}, "people", LISTED, b"roster")
    after = recalled(memory.content())
    assert after.held("\udcff.xlsx", FORM.digest) is None
    assert after.held("名单.xlsx", ROSTER.digest) == ROSTER


DAMAGED = {
    "nothing": b"",
    "no bytes of ours": b"PK\x03\x04",
    "cut off": kept()[:-1],
    "only the first line": kept()[:22],
    "a bit changed": kept()[:-3] + b"x" + kept()[-2:],
    "another format": kept().replace(b"workbooks 1", b"workbooks 0"),
    "longer": kept() + b"x",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_what_is_damaged_or_foreign_holds_nothing_and_is_made_anew(content: bytes) -> None:
    memory = recalled(content)
    assert memory.held("名单.xlsx", ROSTER.digest) is None
    assert memory.rosters == []
    assert memory.content() is not None


def test_what_was_read_with_other_settings_holds_nothing() -> None:
    memory = recalled(kept(), "other setting")
    assert memory.held("名单.xlsx", ROSTER.digest) is None
    assert memory.roster(LISTED) is None
    assert memory.content() is not None
