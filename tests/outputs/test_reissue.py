"""Which reports have to be handed out again, from what two manifests say."""

from typing import Any

import pytest

from reportgen.model.reissue import Document, Reissue
from reportgen.outputs.reissue import COMMON, reissue

SAME: dict[str, Any] = dict.fromkeys(COMMON, "same")


def made(kind: str, id_: str, digest: str, **more: str) -> dict[str, str]:
    return {"kind": kind, "id": id_, "sha256": digest, **more}


OLD = {
    "people/1.pdf": made("person", "1", "a"), "people/2.pdf": made("person", "2", "b"), "people/3.pdf": made("person", "3", "c"),
    "grades/g.pdf": made("grade", "g", "d"), "results.xlsx": made("results", "", "e"),
}  # fmt: skip


def compared(new: dict[str, dict[str, str]], old: dict[str, dict[str, str]] = OLD) -> tuple[Document, ...]:
    return reissue({**SAME, "files": old}, SAME, new, {"2"}).documents


def test_reports_with_the_same_bytes_are_not_listed_whatever_else_changed() -> None:
    assert compared({**OLD, "results.xlsx": made("results", "", "other"), "data/x.csv": made("data", "", "x")}) == ()


def test_peoples_own_changes_come_first_then_those_of_their_grade_then_new_and_withdrawn_ones_then_grades() -> None:
    new = {
        "people/1.pdf": made("person", "1", "A"), "people/2.pdf": made("person", "2", "B"), "people/4.pdf": made("person", "4", "n"),
        "grades/g.pdf": made("grade", "g", "D"),
    }  # fmt: skip
    assert compared(new) == (
        Document("person", "2", "people/2.pdf", "changed", own=True),
        Document("person", "1", "people/1.pdf", "changed"),
        Document("person", "4", "people/4.pdf", "new"),
        Document("person", "3", "people/3.pdf", "withdrawn"),
        Document("grade", "g", "grades/g.pdf", "changed"),
    )


def test_a_report_under_another_name_is_the_same_report() -> None:
    assert (
        compared({**{k: v for k, v in OLD.items() if k != "people/1.pdf"}, "people/1-new.pdf": OLD["people/1.pdf"]})
        == ()
    )


def test_after_a_run_that_was_stopped_the_last_complete_one_is_compared_with() -> None:
    stopped = {
        **OLD,
        "people/1.pdf": {"kind": "person", "id": "1", "earlier": "a"},
        "people/9.pdf": {"kind": "person", "id": "9"},
    }
    assert compared(OLD, stopped) == ()


def test_a_report_that_was_only_kept_is_not_withdrawn_once_more() -> None:
    assert compared(OLD, {**OLD, "people/8.pdf": made("person", "8", "h", stale="yes")}) == ()


@pytest.mark.parametrize("what", COMMON)
def test_when_all_files_differ_that_is_said_in_one_line(what: str) -> None:
    assert reissue({**SAME, "files": OLD}, {**SAME, what: "other"}, {}, ()) == Reissue(untold=COMMON[what])


def test_reports_of_a_program_that_did_not_note_all_this_cannot_be_compared() -> None:
    assert reissue({"model_digest": "same", "files": OLD}, SAME, {}, ()).untold == COMMON["program_digest"]
