"""`data/recipients.json`: written, read again, and refused when it is not as we write it."""

import json
from typing import Any

import pytest

from reportgen.model.mail import RosterLine
from reportgen.outputs.recipients import RecipientsError, read_recipients, recipients_json
from reportgen.problems import Source

FULL = RosterLine(
    "0007", "毛小满", "三级", "一部", "苗青", "0009", "miao@x.cn", "mao@x.cn", 16, 18, "4.20", "12/16",
    Source("名单/甲.xlsx", "名单", "B5"), {"manager": "H5", "manager_email": "I5"},
)  # fmt: skip
BARE = RosterLine("=1", '"\n<b>', "", "", "", "", "", "", 0, 18, "", "", Source("名单.csv", "", "A2"))


def changed(**values: object) -> bytes:
    """The file with something else in its first person."""
    told = json.loads(recipients_json([FULL, BARE]))
    told["people"][0] |= values
    return json.dumps(told).encode()


def test_what_is_written_is_read_again_in_its_order() -> None:
    assert read_recipients(recipients_json([FULL, BARE])) == (FULL, BARE)
    assert read_recipients(recipients_json([BARE, FULL])) == (BARE, FULL)
    assert read_recipients(recipients_json([])) == ()


def test_a_file_name_that_is_no_unicode_does_no_harm() -> None:
    odd = RosterLine("1", "甲", "", "", "", "", "", "", 0, 18, "", "", Source("\udcff.xlsx", "", "A2"))
    assert read_recipients(recipients_json([odd])) == (odd,)


def test_the_same_lines_are_the_same_bytes() -> None:
    cells = {"manager_email": "I5", "manager": "H5"}
    again = RosterLine(**{f: getattr(FULL, f) for f in FULL.__slots__ if f != "cells"}, cells=cells)
    assert recipients_json([again]) == recipients_json([FULL])


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"\xff", b'{"format": 1}', b'{"format": 1, "people": {}}', b'{"format": true, "people": []}',
        b'{"format": 1, "people": [], "more": 1}', b'{"format": 1, "people": [], "people": []}', b'{"format": 1, "people": [1]}',
        b'{"format": 1, "people": [{}]}', b"[" * 100_000, b'{"format": "1", "people": []}',
    ],
)  # fmt: skip
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(RecipientsError):
        read_recipients(content)


@pytest.mark.parametrize(
    "values",
    [
        {"more": ""}, {"name": None}, {"name": 1}, {"manager_email": ["a@x.cn"]}, {"assessed": "16"}, {"assessed": True},
        {"assessed": -1}, {"assessed": 1.0}, {"person_id": ""}, {"person_id": "=1"}, {"source": {}}, {"source": None},
        {"source": {"file": "a", "sheet": "b", "cell": 1}}, {"cells": {"grade": "A1"}}, {"cells": {"email": 1}}, {"cells": None},
    ],
)  # fmt: skip
def test_a_changed_line_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(RecipientsError, match="make reports"):
        read_recipients(changed(**values))


def test_a_file_of_another_version_is_told_apart_from_a_damaged_one() -> None:
    told = json.loads(recipients_json([FULL])) | {"format": 2, "news": 1}
    with pytest.raises(RecipientsError, match="another version"):
        read_recipients(json.dumps(told).encode())
