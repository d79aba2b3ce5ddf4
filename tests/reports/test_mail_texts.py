"""Subjects and names of attachments: little, exact, and safe to stand in a header."""

from dataclasses import replace

import pytest

from reportgen.language import Language
from reportgen.model.mail import ADDITION, FIRST, MANAGERS, PEOPLE, UPDATE, Occasion
from reportgen.outputs.names import safe_name
from reportgen.reports.mail_texts import attachment_name, subject
from tests.reports.mails import TEAM, WANG, letter, line


@pytest.mark.parametrize(
    ("occasion", "version", "part", "parts", "said"),
    [
        (FIRST, 1, 1, 1, "2026 能力素质评估报告（4 人）"),
        (FIRST, 1, 1, 3, "2026 能力素质评估报告（4 人） 1/3"),
        (UPDATE, 2, 1, 1, "2026 能力素质评估报告（4 人，更新，第2版）"),
        (UPDATE, 3, 2, 2, "2026 能力素质评估报告（4 人，更新，第3版） 2/2"),
        (ADDITION, 1, 1, 1, "2026 能力素质评估报告（4 人，补充）"),
    ],
)
def test_a_subject_says_what_how_many_how_new_and_which_part(
    occasion: Occasion, version: int, part: int, parts: int, said: str, zh: Language
) -> None:
    of = replace(letter(zh, TEAM), occasion=occasion, version=version, part=part, parts=parts)
    assert subject(of, MANAGERS, zh) == said
    assert subject(of, MANAGERS, zh, sample=True) == f"【示例】{said}"


def test_a_subject_in_english(en: Language) -> None:
    assert subject(letter(en, [WANG]), MANAGERS, en) == "2026 competency assessment report (1 person)"
    newer = replace(letter(en, TEAM), occasion=UPDATE, version=2, part=1, parts=2)
    assert subject(newer, MANAGERS, en) == "2026 competency assessment reports (4 people, update, version 2) 1/2"
    assert subject(replace(letter(en), cycle=""), MANAGERS, en) == "Competency assessment reports (2 people)"


def test_a_subject_to_somebody_about_themselves(zh: Language, en: Language) -> None:
    assert subject(letter(zh, [WANG]), PEOPLE, zh) == "您的 2026 能力素质评估报告"
    newer = replace(letter(zh, [WANG]), occasion=UPDATE, version=2)
    assert subject(newer, PEOPLE, zh) == "您的 2026 能力素质评估报告（更新，第2版）"
    assert subject(replace(newer, cycle=""), PEOPLE, en) == "Your competency assessment report (update, version 2)"


def test_a_subject_names_nobody(zh: Language) -> None:
    of = letter(zh, TEAM)
    said = subject(of, MANAGERS, zh)
    assert not [text for one in TEAM for text in (one.name, one.person_id, one.manager) if text in said]


def test_an_attachment_is_called_by_id_name_and_cycle(zh: Language, en: Language) -> None:
    assert attachment_name(WANG, "2026", zh) == "002519-王雅楠-2026能力素质评估报告.pdf"
    assert attachment_name(WANG, "2026", zh, 2) == "002519-王雅楠-2026能力素质评估报告-第2版.pdf"
    assert attachment_name(WANG, "2026", en, 2) == "002519-王雅楠-2026-competency-report-version2.pdf"
    assert attachment_name(WANG, "", zh) == "002519-王雅楠-能力素质评估报告.pdf"
    assert attachment_name(WANG, "", en) == "002519-王雅楠-competency-report.pdf"


@pytest.mark.parametrize("name", ["", "阿" * 300, "a" * 300, "😀" * 200, "e\u0301" * 200, "王\n雅\u202e楠\x00"])
@pytest.mark.parametrize("number", ["7", "9" * 80])
def test_whatever_the_name_a_file_keeps_its_cycle_and_ending_and_is_not_too_long(
    name: str, number: str, zh: Language
) -> None:
    made = attachment_name(line(number, name), "2026", zh, 12)
    assert made.endswith("-2026能力素质评估报告-第12版.pdf")
    assert made.startswith(number[:40])
    assert len(made) <= 100
    assert not {"\n", "\u202e", "\x00"} & set(made)
    assert safe_name(made) == made.replace("\u0065\u0301", "\u00e9"), "kept whole as a file's name"
