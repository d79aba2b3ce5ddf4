"""Whole builds under attack: what stands in the files that readers get, in whatever corner of them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from shutil import copytree

import pytest

from reportgen.model.rounding import half_up
from tests.assessment.frames import Person
from tests.attacked_folder import NICKNAMES, built, numbers, said, write_folder
from tests.attacker import Equation, isolated, mean_of, score
from tests.organisations import NAMES, PLACES, Organisation, Place, plain_model

ORGANISATION = Organisation(
    plain_model(),
    (Person("p0", "junior", "毛小满", "一部"), Person("p1", "junior", "费长风", "一部")),
    {
        # shown: five raters and the supervisor
        ("p0", "greeting", "boss", "supervisor"): 5,
        ("p0", "greeting", "ann", "peer"): 4,
        ("p0", "greeting", "bob", "peer"): 5,
        ("p0", "greeting", "cai", "peer"): 4,
        ("p0", "greeting", "dan", "customer"): 3,
        ("p0", "greeting", "eve", "customer"): 5,
        # not shown: two raters each; four raters are behind what they add to the category's mean
        ("p0", "packing", "ann", "peer"): 3,
        ("p0", "packing", "bob", "peer"): 4,
        ("p0", "arranging", "cai", "peer"): 5,
        ("p0", "arranging", "dan", "customer"): 4,
        # not shown: one rater; and the other one of the category, so that its mean does not give the first away
        ("p0", "teaching", "ann", "peer"): 3,
        ("p0", "helping", "ann", "peer"): 5,
        ("p0", "helping", "bob", "peer"): 4,
        ("p0", "helping", "cai", "peer"): 5,
        ("p0", "helping", "dan", "customer"): 4,
        # nothing of the second person: two raters
        **{("p1", c, rater, "peer"): 4 for c in ("greeting", "packing", "helping") for rater in ("ann", "bob")},
    },
    comments={
        ("p0", "ann"): ("peer", "说话清楚"),
        ("p0", "bob"): ("peer", "包得仔细"),
        ("p0", "cai"): ("peer", "乐于帮忙"),
        ("p1", "ann"): ("peer", "只有我知道"),
        ("p1", "bob"): ("peer", "别人不该看见"),
    },
)  # fmt: skip

# What somebody gave otherwise, so that every number that may be shown stays as it is.
OTHERWISE: Mapping[Place, int] = {
    ("p0", "greeting", "ann", "peer"): 5,  # two peers the other way round
    ("p0", "greeting", "bob", "peer"): 4,
    ("p0", "packing", "ann", "peer"): 5,  # +2 and −2 in the shown mean
    ("p0", "arranging", "cai", "peer"): 3,
    ("p0", "teaching", "ann", "peer"): 4,  # +1 and four times −1/4
    ("p0", "helping", "ann", "peer"): 4,
    ("p0", "helping", "bob", "peer"): 3,
    ("p0", "helping", "cai", "peer"): 4,
    ("p0", "helping", "dan", "customer"): 3,
    ("p1", "greeting", "ann", "peer"): 1,
    ("p1", "packing", "bob", "peer"): 6,
    ("p1", "helping", "ann", "peer"): 2,
    ("p1", "helping", "bob", "peer"): 5,
}


def otherwise(org: Organisation) -> Organisation:
    return replace(org, ratings={**org.ratings, **OTHERWISE})


def late(org: Organisation, *raters: str) -> Organisation:
    """Further peers rate the first person's greeting as poor."""
    return replace(org, ratings={**org.ratings, **{("p0", "greeting", r, "peer"): 0 for r in raters}})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The organisation's first reports: the folder they are in, and what readers get."""
    folder = tmp_path_factory.mktemp("first")
    write_folder(ORGANISATION, folder / "in")
    return folder, built(folder / "in", folder / "out")


@pytest.fixture
def first(made: tuple[Path, dict[str, bytes]], tmp_path: Path) -> dict[str, bytes]:
    """The first reports in a folder of the test's own, where it may go on."""
    copytree(made[0], tmp_path, dirs_exist_ok=True)
    return made[1]


def test_no_byte_of_readers_files_depends_on_what_they_do_not_tell(first: dict[str, bytes], tmp_path: Path) -> None:
    """Charts' coordinates, orders, counts, properties of documents: all of it is in the bytes."""
    write_folder(otherwise(ORGANISATION), tmp_path / "in")
    second = built(tmp_path / "in", tmp_path / "twin")
    assert second.keys() == first.keys()
    assert [name for name, content in second.items() if content != first[name]] == []


def test_readers_files_name_no_rater_and_no_comment_of_too_few(first: dict[str, bytes], tmp_path: Path) -> None:
    words = said(first, tmp_path / "out")
    raters = {NICKNAMES[r] for _, _, r, _ in ORGANISATION.ratings}
    hidden = {text for (person, _), (_, text) in ORGANISATION.comments.items() if person == "p1"}
    shown = {text for (person, _), (_, text) in ORGANISATION.comments.items() if person == "p0"}
    found = {(name, word) for name, text in words.items() for word in raters | hidden if word in _plain(text)}
    assert found == set()
    assert all(any(word in _plain(text) for text in words.values()) for word in shown)  # they can be read at all


def _plain(text: str) -> str:
    return "".join(text.split())


def test_what_the_workbook_tells_isolates_nobody(first: dict[str, bytes], tmp_path: Path) -> None:
    del first
    equations = told(numbers(tmp_path / "out" / "results.xlsx"), ORGANISATION)
    assert {e.label for e in equations} >= {"p0 迎客", "p0 shop类", "p0 team类", "初阶 迎客"}
    assert "p0 打包" not in {e.label for e in equations}
    assert isolated(equations, 3) == {}


def told(book: Mapping[str, Mapping[str, Mapping[str, Fraction | str]]], org: Organisation) -> list[Equation]:
    """Every number of the sheets of people, grades and departments as an equation, by its heading."""
    given: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for (p, c, r, relation), rating in org.ratings.items():
        given.setdefault((p, c), []).append((r, relation, rating))
    scores = {place: e for place, answers in given.items() if (e := score(*place, answers, {})) is not None}
    means = {
        (p.id, category): mean
        for p in org.people
        for category, members in {**PLACES, "": tuple(NAMES)}.items()
        if (some := [scores[p.id, c] for c in members if (p.id, c) in scores]) and (mean := mean_of(some)) is not None
    }
    headings = {f"{category}类": category for category in PLACES} | {"平均得分": ""}
    names = {name: c for c, name in NAMES.items()}
    found = []
    for sheet in ("人员", "级别", "部门"):
        for who, row in book[sheet].items():
            people = [p.id for p in org.people if sheet != "人员" or p.id == who]
            for heading, value in row.items():
                if isinstance(value, str) or heading not in {**headings, **names}:
                    continue
                of = means if heading in headings else scores
                what = headings.get(heading, names.get(heading, ""))
                every = [of[p, what] for p in people if (p, what) in of]
                ways = [mean_of(every), *every]  # over everybody, or over one of them alone
                fitting = next(way for way in ways if way is not None and half_up(way.value, 2) == value)
                found.append(Equation(f"{who} {heading}", fitting.parts, fitting.known))
    return found


def test_one_or_two_late_forms_change_no_number_that_readers_see_of_the_person(
    first: dict[str, bytes], tmp_path: Path
) -> None:
    """That there are such forms may be said, and that scores are kept for their sake."""
    before, words = numbers(tmp_path / "out" / "results.xlsx"), said(first, tmp_path / "out")
    write_folder(late(ORGANISATION, "fay", "gus"), tmp_path / "in")
    second = built(tmp_path / "in", tmp_path / "out")
    assert _scores(numbers(tmp_path / "out" / "results.xlsx")) == _scores(before)
    now = said(second, tmp_path / "out")
    assert _decimals(now["people/p0-毛小满.pdf"]) == _decimals(words["people/p0-毛小满.pdf"])

    write_folder(late(ORGANISATION, "fay", "gus", "hal"), tmp_path / "in")
    built(tmp_path / "in", tmp_path / "out")
    assert numbers(tmp_path / "out" / "results.xlsx")["人员"]["p0"]["迎客"] == Fraction("2.89")


def _scores(book: Mapping[str, Mapping[str, Mapping[str, Fraction | str]]]) -> object:
    return [
        (sheet, who, heading, value)
        for sheet, rows in book.items()
        for who, row in rows.items()
        for heading, value in row.items()
        if not isinstance(value, str)
    ]


def _decimals(text: str) -> list[str]:
    """Every number with decimals in a text, in order."""
    return re.findall(r"\d+\.\d+", text.split("IndirectObject", maxsplit=1)[0])


def test_next_year_readers_learn_nothing_of_a_late_form_that_was_not_shown_this_year(
    first: dict[str, bytes], tmp_path: Path
) -> None:
    """Where a score was kept, the exact one of then is in the administrator's tables only: no comparison may tell it."""
    del first
    write_folder(late(ORGANISATION, "fay"), tmp_path / "in")
    this_year = built(tmp_path / "in", tmp_path / "out")
    told_then = _plain("".join(said(this_year, tmp_path / "out").values()))
    assert "4.33" in told_then  # (5 + 4 + 5 + 4 + 3 + 5) / 6
    assert "3.71" not in told_then  # … + 0) / 7
    write_folder(ORGANISATION, tmp_path / "in", cycle="2027")
    next_year = built(tmp_path / "in", tmp_path / "out", "--archive")
    words = said(next_year, tmp_path / "out")
    assert any("2026" in text for text in words.values())  # it is compared
    assert {name for name, text in words.items() if "3.71" in _plain(text) or "+0.62" in _plain(text)} == set()
    changes = numbers(tmp_path / "out" / "results.xlsx")["得分"].values()
    assert all(value not in (Fraction("3.71"), Fraction("0.62")) for row in changes for value in row.values())
