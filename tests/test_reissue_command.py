"""`build --reissue` and the sentence of an open evaluation, as a user meets them."""

from pathlib import Path

import pytest

from reportgen.assessment.assess import assess
from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.pipeline.job import Job
from reportgen.pipeline.reissuing import reissued
from reportgen.reports.exports import WhoError
from reportgen.settings import Settings
from tests.assessment import frames
from tests.assessment.frames import Person
from tests.program import run
from tests.rendering import rendered_anew, rendered_once  # noqa: F401 - fixtures
from tests.tiny_folder import tiny_folder


def asked(tiny: Model, lang: Language, *who: str) -> set[str]:
    people = [
        Person("0012", "junior", "毛小满"),
        Person("0034", "junior", "Anna Smith"),
        Person("0056", "senior", "费长风"),
    ]
    assessment = assess(frames.inputs(*people), tiny, weights={}, cycle=None)
    return set(reissued(Job(Path("in"), Path("out"), Settings(), lang, reissue=who), assessment))


@pytest.mark.parametrize(
    ("who", "ids"),
    [
        ((), set()),
        (("all",), {"0012", "0034", "0056"}),
        (("0012", " ALL "), {"0012", "0034", "0056"}),
        (("0012",), {"0012"}),
        (("0012", "费长风"), {"0012", "0056"}),
        (("0012 0056",), {"0012", "0056"}),
        (("0012,0056；毛小满",), {"0012", "0056"}),
        (("Anna Smith",), {"0034"}),
    ],
)
def test_people_are_meant_by_id_or_name_one_or_several_or_all(
    who: tuple[str, ...], ids: set[str], tiny: Model, zh: Language
) -> None:
    assert asked(tiny, zh, *who) == ids


@pytest.mark.parametrize("who", [("0099",), ("0012", "0099"), ("0012 0099",)])
def test_somebody_who_is_not_in_the_roster_is_told_and_nobody_is_guessed(
    who: tuple[str, ...], tiny: Model, zh: Language
) -> None:
    with pytest.raises(WhoError) as raised:
        asked(tiny, zh, *who)
    assert raised.value.values["who"] == "0099"


def test_somebody_unknown_ends_the_build_before_anything_is_written(tmp_path: Path) -> None:
    tiny_folder(tmp_path / "input")
    done = run("build", "input", "--reissue", "a1", "--reissue", "nobody", cwd=tmp_path)
    assert done.returncode == 2
    assert "人员名单中没有“nobody”" in done.stderr
    assert not (tmp_path / "output" / "people").exists()


@pytest.mark.parametrize(
    ("minimum", "told"),
    [(1, "公开评价"), (2, "[anonymity] minimum = 2：不足三位评估人时"), (3, ""), (None, "")],
)
def test_check_and_build_say_when_fewer_than_three_can_be_worked_out(
    minimum: int | None, told: str, tmp_path: Path
) -> None:
    folder = tiny_folder(tmp_path / "input")
    if minimum is not None:
        settings = folder / "reportgen.toml"
        settings.write_text(
            f"{settings.read_text(encoding='utf-8')}[anonymity]\nminimum = {minimum}\n", encoding="utf-8"
        )
    for done in (run("check", "input", cwd=tmp_path), run("build", "input", cwd=tmp_path)):
        found = [line for line in done.stdout.splitlines() if "[anonymity]" in line]
        assert len(found) == bool(told)
        assert told in "".join(found)
