"""Reports that differ from the earlier ones by the note of kept scores alone."""

import hashlib
from collections.abc import Callable, Sequence

from reportgen.outputs.earlier import Earlier, NotComparable
from reportgen.pipeline.noted import but_for_notes


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


NOTED = {"people/a.pdf": {"kind": "person", "id": "a", "sha256": sha(b"old, with a note")}}
FILES = {"people/a.pdf": "key without a note"}


def earlier(content: bytes) -> Earlier:
    return Earlier({}, {"files": {"people/a.pdf": {"sha256": sha(content), "key": "another"}}})


def printing(content: bytes) -> Callable[[Sequence[str]], dict[str, bytes]]:
    return lambda files: dict.fromkeys(files, content)


def fails(_: Sequence[str]) -> dict[str, bytes]:
    raise AssertionError


def test_a_report_that_is_the_earlier_one_but_for_its_note_counts_as_that() -> None:
    found = but_for_notes(earlier(b"old"), NOTED, FILES, printing(b"old"))
    assert found == {"people/a.pdf": {"kind": "person", "id": "a", "sha256": sha(b"old")}}


def test_a_report_with_anything_else_that_is_new_stays_what_it_is() -> None:
    assert but_for_notes(earlier(b"old"), NOTED, FILES, printing(b"new")) == NOTED
    assert but_for_notes(earlier(b"old"), NOTED, FILES, lambda _: {}) == NOTED, "it could not be made"


def test_nothing_is_made_twice_where_it_need_not_be() -> None:
    assert but_for_notes(NotComparable(), NOTED, FILES, fails) == NOTED
    assert but_for_notes(earlier(b"old, with a note"), NOTED, FILES, fails) == NOTED


def test_a_report_that_was_made_by_the_same_key_without_its_note_is_not_made_again() -> None:
    before = Earlier({}, {"files": {"people/a.pdf": {"sha256": sha(b"old"), "key": "key without a note"}}})
    found = but_for_notes(before, NOTED, FILES, fails)
    assert found == {"people/a.pdf": {"kind": "person", "id": "a", "sha256": sha(b"old")}}
