"""Which earlier build is compared with: the one asked for, or the newest archived one; and what is said about it."""

from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.language import Language
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.outputs.previous import SCORES
from reportgen.outputs.previous_workbook import PreviousError
from reportgen.pipeline.earlier import compared
from reportgen.pipeline.job import Job
from reportgen.settings import Settings
from tests.outputs.builds import assessed, written


def job(tmp_path: Path, lang: Language, previous: Path | None = None, *, archive: bool = False, on: bool = True) -> Job:
    return Job(tmp_path, tmp_path / "out", Settings(), lang, archive, previous, on)


def archived(tmp_path: Path, lang: Language, tiny: Model, *cycles: str) -> Path:
    """Builds of cycles one after another in one folder; all but the last one are archived."""
    for n, cycle in enumerate(cycles, start=1):
        written(tmp_path / "out", assessed(tiny, greeting=(n % 4 + 1, n % 4 + 1), cycle=cycle), lang, archive=True)
    return tmp_path / "out"


def taken(assessment: Assessment) -> str | None:
    return None if assessment.comparison is None else assessment.comparison.cycle


@pytest.mark.parametrize(
    ("cycles", "present", "cycle"),
    [
        (("2024", "2025", "2026"), "2026", "2025"),
        (("2025", "2024", "2026"), "2026", "2025"),
        (("2024", "2026", "2025"), "2025", "2024"),
        (("2027", "2025"), "2025", None),
        (("2025H2", "2026H1", "2025H1", "2026H2"), "2026H2", "2026H1"),
        (("2025", "试点", "2026"), "2026", "2025"),
        (("上半年", "下半年", "年终"), "年终", "下半年"),
        (("上半年", "下半年", "上半年", "年终"), "年终", "上半年"),
        (("2026",), "2026", None),
        ((), "2026", None),
    ],
)
def test_the_newest_archived_cycle_before_this_one_is_taken(
    cycles: tuple[str, ...], present: str, cycle: str | None, tiny: Model, zh: Language, tmp_path: Path
) -> None:
    archived(tmp_path, zh, tiny, *cycles)
    found, said = compared(job(tmp_path, zh), assessed(tiny, cycle=present))
    assert taken(found) == cycle
    assert any("--no-previous" in line for line in said) == (cycle is not None)


def test_what_is_about_to_be_archived_is_the_newest_and_gives_what_it_gives_afterwards(
    tiny: Model, zh: Language, tmp_path: Path
) -> None:
    out = archived(tmp_path, zh, tiny, "试点", "2025", "年终")
    present = assessed(tiny, cycle="2026 第一次")
    before, said = compared(job(tmp_path, zh, archive=True), present)
    assert (taken(before), said[0]) == ("年终", "已与 年终 对比（那套报告现已存档）。")
    written(out, present, zh, archive=True)
    after, said = compared(job(tmp_path, zh), present)
    assert (after.comparison, said[0]) == (before.comparison, f"已与 年终 对比（{out}/archive/年终）。")
    places = [
        one.comparison.before["0017"].scores["greeting"].source for one in (before, after) if one.comparison is not None
    ]
    assert [at.file for at in places if at] == ["archive/年终/data/scores.csv"] * 2


def test_a_cycle_archived_twice_is_taken_as_it_was_last(tiny: Model, zh: Language, tmp_path: Path) -> None:
    out = archived(tmp_path, zh, tiny, "2025", "2026", "2025", "2026")
    assert sorted(p.name for p in (out / "archive").iterdir()) == ["2025", "2025~2", "2026"]
    found, said = compared(job(tmp_path, zh), assessed(tiny, cycle="2026"))
    assert found.comparison is not None
    assert found.comparison.people["0017"].change("greeting").before == 4, "the third build's rating"
    assert f"{out}/archive/2025~2" in said[0]


def test_an_archive_that_was_changed_is_told_and_the_one_before_it_is_taken(
    tiny: Model, zh: Language, tmp_path: Path
) -> None:
    out = archived(tmp_path, zh, tiny, "2024", "2025", "2026")
    changed = out / "archive" / "2025" / SCORES
    changed.write_bytes(changed.read_bytes().replace(b"0017", b"17"))
    found, said = compared(job(tmp_path, zh), assessed(tiny, cycle="2026"))
    assert taken(found) == "2024"
    assert said[0].startswith(f"没有与存档的周期对比：{changed} 在生成之后被改过")


def test_without_a_readable_archive_nothing_is_compared(tiny: Model, zh: Language, tmp_path: Path) -> None:
    out = archived(tmp_path, zh, tiny, "2025", "2026")
    (out / "archive" / "2025" / SCORES).unlink()
    found, said = compared(job(tmp_path, zh), assessed(tiny, cycle="2026"))
    assert (taken(found), len(said)) == (None, 1)
    assert "缺少" in said[0]


def test_no_comparison_is_made_where_none_is_wanted(tiny: Model, zh: Language, tmp_path: Path) -> None:
    archived(tmp_path, zh, tiny, "2025", "2026")
    present = assessed(tiny, cycle="2026")
    assert compared(job(tmp_path, zh, on=False), present) == (present, [])


@pytest.mark.parametrize(("cycle", "says"), [("2025", "与本次相同"), ("2024", "晚于本次的 2024")])
def test_the_same_or_a_later_cycle_is_refused_when_asked_for(
    cycle: str, says: str, tiny: Model, zh: Language, tmp_path: Path
) -> None:
    out = archived(tmp_path, zh, tiny, "2025")
    with pytest.raises(PreviousError) as raised:
        compared(job(tmp_path, zh, out), assessed(tiny, cycle=cycle))
    assert says in zh(raised.value.reason, **raised.value.values)


def test_the_output_folder_itself_as_the_earlier_one_means_what_was_archived_from_it(
    tiny: Model, zh: Language, tmp_path: Path
) -> None:
    out = archived(tmp_path, zh, tiny, "2025", "2026")
    found, _ = compared(job(tmp_path, zh, out), assessed(tiny, cycle="2026"))
    assert taken(found) == "2025"


def test_what_is_asked_for_is_taken_whatever_lies_in_the_archive(tiny: Model, zh: Language, tmp_path: Path) -> None:
    out = archived(tmp_path, zh, tiny, "2024", "2025", "2026")
    found, said = compared(job(tmp_path, zh, out / "archive" / "2024"), assessed(tiny, cycle="2026"))
    assert taken(found) == "2024"
    assert not any("--no-previous" in line for line in said)


def test_people_who_came_and_went_and_other_names_are_said(tiny: Model, en: Language, tmp_path: Path) -> None:
    out = archived(tmp_path, en, tiny, "2025")
    present = assessed(tiny, cycle="2026", more=True)
    people = (replace(present.people[0], name="Ann"), *present.people[2:])
    roster = present.inputs.roster
    inputs = replace(present.inputs, roster=roster[roster["person_id"] != "=B"])
    said = compared(job(tmp_path, en, out), replace(present, people=people, inputs=inputs, grades=()))[1]
    assert said[1:] == [
        "New since then (1): 3 陈.",
        "No longer in the roster (1): =B -白.",
        "The same id, but another name, so not compared: 0017 Ann ≠ 安.",
        "Nothing is comparable; the reports say why.",
    ]


def test_what_changed_besides_the_people_is_said(tiny: Model, en: Language, tmp_path: Path) -> None:
    out = archived(tmp_path, en, tiny, "2025")
    lighter = replace(tiny, competencies=tuple(replace(c, weight=c.weight / 2) for c in tiny.competencies[:2]))
    present = assessed(lighter, cycle="2026")
    levels = {**present.standards.levels, ("senior", "greeting"): 1}
    changed = replace(present, weights={}, standards=replace(present.standards, levels=levels))
    said = compared(job(tmp_path, en, out), changed)[1]
    assert said[1:] == [
        "Competencies of then that this model does not have: Knowledge of goods.",
        "The model has changed since 2025: only competencies that it had then are compared.",
        "The required levels have changed since 2025: only scores given against the same level are compared.",
        "The weights of the relations have changed since 2025: a part of each change may come from that.",
    ]
    other = replace(tiny, scale=tiny.scale[:3])
    said = compared(job(tmp_path, en, out), replace(assessed(tiny, cycle="2026"), model=other))[1]
    assert said[1:3] == [
        "The rating scale has changed since 2025, so no score is compared.",
        "Nothing is comparable; the reports say why.",
    ]
    another = replace(tiny, model=replace(tiny.model, id="another"))
    said = compared(job(tmp_path, en, out), replace(assessed(tiny, cycle="2026"), model=another))[1]
    assert said[1] == "2025 used another model, so no score is compared."
