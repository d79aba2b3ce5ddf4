"""What two large tables differ in: a comparison of what is left of them finds what one of the whole tables finds."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.model.evidence import Evidence
from reportgen.outputs.changes import compare
from reportgen.outputs.differing import differing_scores, differing_sources
from reportgen.outputs.earlier import Earlier, NotComparable, parse, run_facts, run_of
from reportgen.outputs.tables import RECALIBRATION_COLUMNS, SCORE_COLUMNS, SOURCE_COLUMNS, csv_bytes

PEOPLE = ("a1", "a2", "b,c", 'd"e', "=f", "g\r\nh", "i\nj")
FILES = ("甲.xlsx", "乙.xlsx", "丙,丁.xlsx", "-戊.xlsx")
CATEGORIES = {"greeting": "shop", "packing": "shop", "goods": "store"}
PERSON_COLUMNS = ("person_id", "name", "grade", "shop", "store", "overall")
PROBLEM_COLUMNS = ("severity", "code", "file", "sheet", "cell", "message", "value")

few = st.sampled_from(("1", "2"))
people, files, competencies = st.sampled_from(PEOPLE), st.sampled_from(FILES), st.sampled_from([*CATEGORIES])
raters = st.sampled_from(("peer 甲", "peer 乙,丙", "supervisor"))
places = st.tuples(few, files, st.sampled_from(("表", '"表"')), st.sampled_from(("A1", "B2")))
sources = st.one_of(
    st.tuples(people, st.just(""), st.just(""), st.just("roster"), st.sampled_from(("name", "grade")), few, places),
    st.tuples(people, st.just(""), competencies, st.sampled_from(("rating", "self")), raters, few, places),
    st.tuples(st.just(""), few, competencies, st.sampled_from(("weight", "vote", "required")), raters, few, places),
)
runs = st.tuples(
    st.dictionaries(people, few, min_size=1),  # their grades
    st.dictionaries(st.tuples(people, competencies), few),  # their scores
    st.lists(sources, max_size=12),
    st.dictionaries(files, few),  # digests
)

Made = tuple[dict[str, bytes], dict[str, Any]]


def made(run: tuple[Mapping[str, str], Mapping[tuple[str, str], str], Sequence[Any], Mapping[str, str]]) -> Made:
    """The tables of a run and the facts in its manifest."""
    grades, scores, cells, digests = run
    tables = {
        "people.csv": csv_bytes(PERSON_COLUMNS, [(p, f"name of {p}", g, g, g, g) for p, g in grades.items()]),
        "scores.csv": csv_bytes(SCORE_COLUMNS, [score(*place, value) for place, value in scores.items()]),
        "recalibration.csv": csv_bytes(RECALIBRATION_COLUMNS, []),
        "problems.csv": csv_bytes(PROBLEM_COLUMNS, []),
        "sources.csv": csv_bytes(SOURCE_COLUMNS, [(*cell[:6], "yes" if place[0] == "1" else "no", *place[1:]) for *cell, place in cells]),
    }  # fmt: skip
    facts = {"inputs": dict(digests), "settings": {}, "model_digest": "", "program_digest": ""}
    return tables, run_facts(tables, facts)


def score(person: str, competency: str, value: str) -> list[str]:
    line = dict.fromkeys(SCORE_COLUMNS, value)
    line |= {"person_id": person, "competency": competency, "category": CATEGORIES[competency], "method": "rating"}
    return list(line.values())


@settings(max_examples=150, deadline=None)
@given(runs, runs)
def test_a_comparison_of_what_is_left_finds_what_one_of_the_whole_tables_finds(before: Any, after: Any) -> None:
    (old, old_facts), (new, new_facts) = made(before), made(after)
    beside = Earlier(old, old_facts).beside(new, new_facts)
    assert not isinstance(beside, NotComparable)
    assert compare(*beside) == compare(run_of(old, old_facts), run_of(new, new_facts))


@settings(max_examples=100, deadline=None)
@given(runs, st.data())
def test_so_it_is_where_a_few_lines_of_many_are_others(before: Any, data: st.DataObject) -> None:
    grades, scores, cells, digests = before
    kept = [cell for cell in cells if data.draw(st.integers(0, 5))]
    after = (grades, {**scores, **data.draw(runs)[1]}, kept, {**digests, "甲.xlsx": "3"})
    (old, old_facts), (new, new_facts) = made(before), made(after)
    beside = Earlier(old, old_facts).beside(new, new_facts)
    assert not isinstance(beside, NotComparable)
    assert compare(*beside) == compare(run_of(old, old_facts), run_of(new, new_facts))


def table(*lines: Evidence) -> bytes:
    return csv_bytes(SOURCE_COLUMNS, [(*e[:6], "yes", *e[7:]) for e in lines])


def rating(person: str, value: int, file: str = "甲.xlsx", sheet: str = "表") -> Evidence:
    return Evidence(person, "", "greeting", "rating", "peer 甲", str(value), True, file, sheet, "B2")


def left(content: bytes) -> list[tuple[str, str, str]]:
    """Person, value and file of the lines of a table."""
    t = parse(content)
    return [(t.of(row, "person_id"), t.of(row, "value"), t.of(row, "file")) for row in t.rows]


def test_lines_of_people_of_whom_nothing_differs_are_left_out() -> None:
    same = [rating(f"p{n}", 3, f"{n}.xlsx") for n in range(50)]
    old, new = differing_sources(table(*same, rating("x", 1)), table(*same, rating("x", 2)))
    assert (left(old), left(new)) == ([("x", "1", "甲.xlsx")], [("x", "2", "甲.xlsx")])


def test_tables_that_are_the_same_keep_the_roster_and_what_belongs_to_grades() -> None:
    name = Evidence("a", "", "", "roster", "name", "安", True, "名单.xlsx", "表", "A2")
    level = Evidence("", "3", "greeting", "required", "", "2", True, "标准.xlsx", "表", "A2")
    content = table(name, rating("a", 1), level)
    old, new = differing_sources(content, content)
    assert old == new == table(name, level)


def test_a_file_that_lost_a_line_keeps_another_one_that_it_still_has() -> None:
    old, new = differing_sources(table(rating("a", 1), rating("b", 1)), table(rating("b", 1)))
    assert (left(old), left(new)) == ([("a", "1", "甲.xlsx"), ("b", "1", "甲.xlsx")], [("b", "1", "甲.xlsx")])


def test_a_line_break_in_a_text_is_within_its_line() -> None:
    rows = [rating(f"p{n}", 3, sheet='one\r\n"two"') for n in range(9)]
    old, new = differing_sources(table(*rows), table(*rows[:4], rating("p4", 1, sheet="\r\n"), *rows[5:]))
    assert (left(old), left(new)) == ([("p4", "3", "甲.xlsx")], [("p4", "1", "甲.xlsx")])


def test_every_competency_keeps_a_line_where_it_comes_first() -> None:
    places = [(person, competency) for person in "ab" for competency in CATEGORIES]
    content = csv_bytes(SCORE_COLUMNS, [score(*place, "1") for place in places])
    assert [row[0] for row in parse(differing_scores(content, content)[0]).rows] == ["a", "a", "a"]


@pytest.mark.parametrize("differing", [differing_sources, differing_scores])
def test_tables_with_other_columns_are_left_whole(differing: Any) -> None:
    old, new = b"\xef\xbb\xbfa,b\r\n1,2\r\n", b"\xef\xbb\xbfa,c\r\n1,2\r\n"
    assert differing(old, new) == (old, new)
    assert differing(old, old) == (old, old)


def test_a_megabyte_of_lines_that_are_the_same_is_passed_over() -> None:
    rows = [rating(f"p{n:05}", n % 7) for n in range(30_000)]
    old = table(*rows)
    new = table(*rows[:15_000], rating("p15000", 9), *rows[15_001:])
    assert len(old) > 1 << 20
    assert [left(one) for one in differing_sources(old, new)] == [
        [("p15000", str(15_000 % 7), "甲.xlsx")],
        [("p15000", "9", "甲.xlsx")],
    ]
