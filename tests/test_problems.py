"""Problems: each code has one severity and texts that can be filled in both languages."""

import ast
from pathlib import Path
from random import Random
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reportgen
from reportgen.codes import CODES
from reportgen.language import LANGUAGES, Language, language
from reportgen.model.inputs import STORED_RESULTS
from reportgen.model.types import Model
from reportgen.problems import Problem, Source, errors, in_order, problem, shorten, warnings

PACKAGE = Path(reportgen.__file__).parent
HERE = Source("评分/甲.xlsx", "评估打分", "B7")

ERRORS = [
    "unreadable-workbook", "unrecognised-form", "two-ticks", "rating-out-of-range", "unreadable-rating",
    "conflicting-rating", "conflicting-value", "unknown-person", "ambiguous-name", "name-mismatch", "unknown-competency",
    "unknown-subject", "unknown-grade", "unknown-relation", "mark-out-of-range", "vote-out-of-range",
    "weight-out-of-range", "duplicate-person", "no-cached-value", "error-cell", "other-cycle",
    "unprintable-name",
]  # fmt: skip
WARNINGS = [
    "duplicate-file", "external-links", "unsupported-file", "unknown-sheet", "no-tick", "duplicate-rating", "duplicate-value",
    "blank-rater", "id-as-number", "name-only", "level-mismatch", "exam-incomplete", "few-votes", "grades-out-of-order",
    "recalibrated-too-soon", "stored-result-differs", "mixed-dates", "missing-glyph", "long-text",
]  # fmt: skip


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# ---- the table of codes


@pytest.mark.parametrize(("severity", "codes"), [("error", ERRORS), ("warning", WARNINGS)])
def test_every_code_has_its_severity(severity: str, codes: list[str]) -> None:
    assert {code: CODES[code].severity for code in codes} == dict.fromkeys(codes, severity)


@pytest.mark.parametrize("code", CODES)
def test_every_text_has_the_same_places_in_both_languages(code: str, zh: Language) -> None:
    for text in (CODES[code].what, CODES[code].remedy):
        assert zh(text) != text or text == "{remedy}"  # each cause of an unreadable workbook has its own
        assert fields(zh(text)) == fields(text)


@pytest.mark.parametrize("lang_code", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_text_can_be_filled(code: str, lang_code: str) -> None:
    needed = fields(CODES[code].what) | fields(CODES[code].remedy)
    found = problem(code, HERE, "<value>", **{name: f"<{name}>" for name in needed - {"value"}})
    message = found.message(language(lang_code))
    assert all(f"<{name}>" in message for name in needed)
    assert not fields(message)


def problem_calls() -> dict[str, tuple[str, set[str]]]:
    """Place in the code -> code and names of the values of a problem that is made there."""
    calls = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                named = {keyword.arg for keyword in node.keywords}
                if name == "problem" and None not in named:
                    values = {str(value) for value in named}
                    calls[f"{path.name}:{node.lineno}"] = str(node.args[0].value), values
    return calls


def test_whoever_makes_a_problem_gives_the_values_of_its_texts() -> None:
    calls = problem_calls()
    assert len(calls) > len(CODES) / 2  # the walk does find them
    for place, (code, given_values) in calls.items():
        needed = fields(CODES[code].what) | fields(CODES[code].remedy)
        assert needed - {"value"} <= given_values, (place, code)


NEEDS_HISTORY = {"recalibrated-too-soon"}  # reserved: raised when the history of recalibrations is kept


@pytest.mark.parametrize("code", sorted(CODES.keys() - NEEDS_HISTORY))
def test_every_code_of_the_table_is_made_somewhere(code: str) -> None:
    others = [path for path in PACKAGE.rglob("*.py") if path.name != "problems.py"]
    assert any(f'"{code}"' in path.read_text(encoding="utf-8") for path in others)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError, match="no-such-code"):
        problem("no-such-code", HERE)


# ---- one problem


def test_a_message_says_what_is_wrong_and_what_to_do(en: Language, zh: Language) -> None:
    found = problem("two-ticks", HERE, "√", competency="Resilience", cells=("E7", "G7"))
    assert found.what(en) == "Resilience has more than one tick (E7, G7); the rating was left out."
    assert found.remedy(en) == "Ask the rater which one is meant, and keep that one alone."
    assert found.message(en) == f"{found.what(en)} {found.remedy(en)}"
    assert found.message(zh) == f"{found.what(zh)}{found.remedy(zh)}"
    assert (found.severity, found.value, found.source) == ("error", "√", HERE)


def test_parts_of_the_model_are_named_in_the_readers_language(model: Model, en: Language, zh: Language) -> None:
    two = (model.competency("resilience"), model.competency("writing"))
    found = problem("no-tick", HERE, "", competencies=two)
    assert "Resilience, Written expression" in found.what(en)
    assert "抗挫能力、书面表达能力" in found.what(zh)


def test_marked_texts_among_the_values_are_translated(en: Language, zh: Language) -> None:
    found = problem("stored-result-differs", HERE, "2.4", what=STORED_RESULTS["mean"], computed="2.33")
    assert "The mean is 2.4" in found.what(en)
    assert "The mean" not in found.what(zh)
    assert "2.33" in found.what(zh)


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_empty_value_stays_empty(code: str) -> None:
    text = problem("unknown-competency", HERE, "执行力", hint="").remedy(language(code))
    assert "\n" not in text
    assert "Content-Type" not in text  # the catalogue's own head is the translation of nothing


def test_what_stands_in_a_cell_is_quoted_as_it_stands(zh: Language) -> None:
    assert "“{value}”" in problem("unreadable-rating", HERE, "{value}", scale="0–6").what(zh)
    assert "“Enter the id.”" in problem("unreadable-rating", HERE, "Enter the id.", scale="0–6").what(zh)


@pytest.mark.parametrize(("value", "text"), [(None, ""), (0, "0"), ("", ""), ("x", "x"), (7.5, "7.5")])
def test_a_value_is_kept_as_text_and_0_is_a_value(value: object, text: str) -> None:
    assert problem("error-cell", HERE, value).value == text


def test_a_long_value_is_shortened_in_messages_but_kept_whole(en: Language) -> None:
    found = problem("error-cell", HERE, "很" * 500)
    assert found.value == "很" * 500
    assert f"{'很' * 79}…" in found.what(en)
    assert "很" * 80 not in found.what(en)


@pytest.mark.parametrize(
    ("text", "short"),
    [("a\n b\t c", "a b c"), ("x" * 80, "x" * 80), ("x" * 81, "x" * 79 + "…"), ("  ", "")],
)
def test_a_value_is_shown_on_one_line_of_at_most_80_characters(text: str, short: str) -> None:
    assert shorten(text) == short


# ---- many problems


def at(file: str, sheet: str = "", cell: str = "", code: str = "error-cell", value: str = "") -> Problem:
    return problem(code, Source(file, sheet, cell), value)


IN_ORDER = [
    at("a.xlsx"),
    at("a.xlsx", "S"),
    at("a.xlsx", "S", "C2"),
    at("a.xlsx", "S", "AA2"),  # the 27th column
    at("a.xlsx", "S", "AB2"),
    at("a.xlsx", "S", "BA2"),
    at("a.xlsx", "S", "B9"),
    at("a.xlsx", "S", "B10"),
    at("a.xlsx", "S", "B10", "no-cached-value"),
    at("a.xlsx", "S", "B10", "no-cached-value", "x"),
    at("a.xlsx", "T", "A1"),
    at("b.xlsx", "S", "A1"),
]


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False))
def test_problems_are_in_order_of_file_sheet_row_and_column(chance: Random) -> None:
    mixed = list(IN_ORDER)
    chance.shuffle(mixed)
    assert in_order(mixed) == tuple(IN_ORDER)


def test_the_same_problem_is_listed_once() -> None:
    twice = [at("a.xlsx", "S", "B2"), at("a.xlsx", "S", "B2"), at("a.xlsx", "S", "B2", value="x")]
    assert len(in_order(twice)) == 2


def test_problems_that_say_different_things_of_one_cell_all_stay() -> None:
    first = problem("no-tick", HERE, "", competencies="a")
    other = problem("no-tick", HERE, "", competencies="b")
    assert {p.params["competencies"] for p in in_order([first, other])} == {"a", "b"}


def test_errors_and_warnings_are_told_apart() -> None:
    bad, odd = at("a.xlsx"), at("a.xlsx", code="duplicate-file")
    assert (errors([bad, odd]), warnings([bad, odd])) == ([bad], [odd])
