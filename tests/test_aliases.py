"""Further spellings from the settings: what they make readable, and those that stand for nothing known."""

from pathlib import Path

import pytest

from reportgen.language import Language
from reportgen.model.results import Assessment
from reportgen.pipeline import job
from reportgen.settings import Settings, SettingsError
from tests.conftest import Rows, WriteBook

ROSTER: Rows = [["工号", "姓名", "级别"], ["00003", "毛小满", "3级"]]
FORM: Rows = [
    ["工号", "00003", "评估人", "周工", "关系", "店长"],
    ["能力素质", "评分"],
    ["目标感", 4],
    ["抗挫能力", "顶呱呱"],
]
ALIASES = {"店长": "上级", "目标感": "成就导向", "顶呱呱": "超标"}


def read(folder: Path, aliases: dict[str, str], lang: Language) -> Assessment:
    return job.read(job.Job(folder / "input", folder / "out", Settings(aliases=aliases), lang))


@pytest.fixture
def folder(tmp_path: Path, write_book: WriteBook) -> Path:
    """A roster, and a form in words of its own."""
    write_book("名单.xlsx", {"名单": ROSTER})
    write_book("表.xlsx", {"表": FORM})
    return tmp_path


def test_words_of_ones_own_are_read_as_what_they_stand_for(folder: Path, zh: Language) -> None:
    found = read(folder, ALIASES, zh)
    assert [(r["competency"], r["relation"], r["rating"]) for r in found.ratings.to_dict("records")] == [
        ("achievement", "supervisor", 4),
        ("resilience", "supervisor", 6),
    ]
    assert {p.code for p in found.problems} == {"no-tick"}


@pytest.mark.parametrize(
    ("missing", "problem"),
    [
        ("店长", ("unknown-relation", "F1")),
        ("目标感", ("unknown-competency", "A3")),
        ("顶呱呱", ("unreadable-rating", "B4")),
    ],
)
def test_without_its_alias_a_word_is_an_error_and_never_guessed(
    missing: str, problem: tuple[str, str], folder: Path, zh: Language
) -> None:
    found = read(folder, {word: meant for word, meant in ALIASES.items() if word != missing}, zh)
    assert problem in [(p.code, p.source.cell) for p in found.problems]


@pytest.mark.parametrize("meant", ["成就导项", "午餐", "目标感"])
def test_an_alias_of_nothing_known_is_a_fault_of_the_settings(meant: str, folder: Path, zh: Language) -> None:
    with pytest.raises(SettingsError) as caught:
        read(folder, {**ALIASES, "目标感": meant}, zh)
    assert [key for key, _ in caught.value.faults] == ["aliases.目标感"]
    assert meant in str(caught.value)
    assert caught.value.path == folder / "input" / "reportgen.toml"


def test_every_wrong_alias_is_named_at_once(folder: Path, zh: Language) -> None:
    with pytest.raises(SettingsError) as caught:
        read(folder, {"甲": "午餐", "乙": "晚餐", "丙": "上级"}, zh)
    assert [key for key, _ in caught.value.faults] == ["aliases.甲", "aliases.乙"]
