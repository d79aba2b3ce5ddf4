"""What changed in sentences and numbers: whose scores, how many reports, decimals as in reports."""

from dataclasses import replace

import pytest

from reportgen.language import Language
from reportgen.model.changes import Because, Change, Changes
from reportgen.model.reissue import Document, Reissue
from reportgen.model.types import Model
from reportgen.reports.changes_text import numbers, summary, to_hand_out
from tests.reports.cases import texts

CHANGED = Changes("compared", changes=(Change("a1", "毛", "goods", "score", "3", "4", Because()),))


def test_the_sentence_says_whose_scores_changed_who_came_and_went_and_of_which_grades_the_votes(zh: Language) -> None:
    def entry(person: str, what: str, before: str = "1", after: str = "2", name: str = "") -> Change:
        return Change(person, name, "", what, before, after, Because())

    changes = (
        entry("a1", "score"), entry("a1", "gap"), entry("a2", "score"), entry("a3", "department"),
        entry("a4", "person", "", "新"), entry("a5", "person", "走", ""), entry("", "recalibration_mean", name="junior"),
    )  # fmt: skip
    assert summary(Changes("compared", changes=changes), zh) == (
        "与上次生成报告相比，得分有变：2 人；仅其他数据有变：1 人；新增：1 人；不再包括：1 人；级别投票有变：1 个级别。"
    )


def test_reports_to_hand_out_are_counted_and_what_was_not_made_is_said(zh: Language, en: Language) -> None:
    found = Reissue((Document("person", "1", "p", "changed"), Document("grade", "g", "g", "new"), Document("person", "2", "q", "withdrawn")))  # fmt: skip
    shown = replace(CHANGED, reissue=found)
    assert to_hand_out(shown, zh) == "需重新发放的报告：个人 1 份、级别 1 份。本次没有生成的：1 份。"
    assert to_hand_out(shown, en) == "Reports to hand out again: 1 of people, 1 of grades. Not made this time: 1."
    assert to_hand_out(CHANGED, zh) == ""
    assert to_hand_out(replace(CHANGED, reissue=Reissue(untold="No problems.")), zh) == "没有发现问题。"


@pytest.mark.parametrize(
    ("what", "before", "after", "shown"),
    [
        ("score", "3.3333", "", ("3.33", "—")),
        ("score", "3.4960", "3.5000", ("3.49", "3.50")),  # as in reports: not lifted over the edge of a band
        ("score", "3.3333", "3.3344", ("3.3333", "3.3344")),  # they would look alike
        ("gap", "0.0040", "1.5000", ("0.01", "1.50")),
        ("coverage", "0.5000", "0.6667", ("50.0%", "66.7%")),
        ("coverage", "0.5000", "0.5001", ("50.0000%", "50.0100%")),
        ("exam_score", "79.4960", "80.0000", ("79.49", "80.00")),
        ("surplus", "0.1250", "0.0000", ("0.13", "0.00")),
        ("n_raters", "3", "12", ("3", "12")),
    ],
)
def test_numbers_look_as_in_the_reports(
    what: str, before: str, after: str, shown: tuple[str, str], tiny: Model, zh: Language
) -> None:
    assert numbers(what, before, after, texts(tiny, zh)) == shown
