"""An earlier build read again: three sources, the same comparison; whatever was tampered with is refused with a sentence."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reportgen.assessment.assess import assess
from reportgen.assessment.comparison import compare
from reportgen.language import Language, language
from reportgen.model.comparison import Fingerprint, Previous
from reportgen.model.inputs import MANIFEST, Cycle
from reportgen.model.types import Model
from reportgen.outputs.about import made_with
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.previous import PEOPLE, RESULTS, SCORES, read_previous
from reportgen.outputs.previous_workbook import PreviousError
from tests.assessment import frames
from tests.assessment.frames import Person
from tests.outputs.builds import assessed, now, written


def replaced(root: Path, name: str, old: str, new: str) -> None:
    """Change a file, and the manifest with it: what is left is what stands in the lines."""
    content = (root / name).read_bytes().decode("utf-8-sig")
    assert old in content
    changed = content.replace(old, new).encode("utf-8-sig")
    (root / name).write_bytes(changed)
    manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][name]["sha256"] = hashlib.sha256(changed).hexdigest()
    (root / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def edited(path: Path, edit: Callable[[Any], object]) -> Path:
    """A workbook opened, changed and saved, as in a spreadsheet program."""
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def refusal(path: Path, model: Model, lang: Language) -> str:
    with pytest.raises(PreviousError) as raised:
        read_previous(path, model, now(model))
    error = raised.value
    return lang(error.reason, **{k: lang(v) if isinstance(v, str) and v else v for k, v in error.values.items()})


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_folder_its_tables_and_its_workbook_give_the_same_comparison(code: str, tiny: Model, tmp_path: Path) -> None:
    root = written(tmp_path / "out", assessed(tiny), language(code))
    alone = tmp_path / "去年 结果.xlsx"
    alone.write_bytes((root / RESULTS).read_bytes())
    unlisted = tmp_path / "unlisted"
    unlisted.mkdir()
    (unlisted / RESULTS).write_bytes((root / RESULTS).read_bytes())
    present = assessed(tiny, greeting=(3, 3), cycle="2026", more=True)
    using = made_with(present)
    found = [compare(present, read_previous(path, tiny, using), using) for path in (root, alone, unlisted)]
    for other in found[1:]:
        assert [p.changes for p in other.people.values()] == [p.changes for p in found[0].people.values()]
        overall = other.people["0017"].overall, found[0].people["0017"].overall
        assert all(mean is not None and (mean.n, mean.by) == (3, Fraction("0.16")) for mean in overall)
        assert replace(other, people={}, grades={}) == replace(found[0], people={}, grades={})
    change = found[0].people["0017"].change("greeting")
    assert (change.before, change.by) == (Fraction("2.49"), Fraction("0.51"))
    assert [m.id for m in found[0].new] == ["3"]
    assert (found[0].cycle, found[0].same_model, found[0].same_standards, found[0].same_weights) == ("2025", True, True, True)  # fmt: skip


def test_the_folder_knows_four_decimals_and_the_workbook_two(tiny: Model, zh: Language, tmp_path: Path) -> None:
    root = written(tmp_path / "out", assessed(tiny), zh)
    by_tables, by_workbook = (
        next(p for p in read_previous(path, tiny, now(tiny)).people if p.id == "0017").scores["greeting"]
        for path in (root, root / RESULTS)
    )
    assert (by_tables.score, by_tables.shown) == (Fraction("2.496"), Fraction("2.49"))
    assert (by_workbook.score, by_workbook.shown) == (Fraction("2.49"), Fraction("2.49"))


def test_every_score_and_mean_has_its_place_under_the_name_of_the_build(
    tiny: Model, zh: Language, tmp_path: Path
) -> None:
    root = written(tmp_path / "out", assessed(tiny), zh)
    book = openpyxl.load_workbook(root / RESULTS)
    lines = [line.split(",") for line in (root / SCORES).read_text(encoding="utf-8-sig").splitlines()]
    for path, called, name in ((root, "", "out"), (root, "archive/2025", "archive/2025")):
        person = read_previous(path, tiny, now(tiny), called).people[0]
        at = person.scores["packing"].source
        assert at is not None
        assert (at.file, at.sheet) == (f"{name}/data/scores.csv", "")
        n, column = int(at.cell[1:]), ord(at.cell[0]) - ord("A")
        assert (lines[n - 1][0], lines[n - 1][column]) == ("0017", "3.0000")
        assert person.sources[""].file == f"{name}/data/people.csv"
    person = read_previous(root / RESULTS, tiny, now(tiny)).people[0]
    score = person.scores["packing"]
    for at, value in (
        (score.source, 3),
        (score.level_source, "会做"),
        (person.sources[""], float(person.overall or 0)),
    ):
        assert at is not None
        assert (at.file, book[at.sheet][at.cell].value) == ("results.xlsx", value)
    assert set(person.sources) == {"", *(c.id for c in tiny.categories)}


@pytest.mark.parametrize(
    ("supervisor", "score", "shown"),
    [
        (Fraction(50004, 100000), "2.5000", "2.49"),  # 2.49996: rounded onto the edge of a band
        (Fraction(51504, 100000), "2.4850", "2.48"),  # 2.48496: rounded onto the edge of the second decimal
        (Fraction(51500, 100000), "2.4850", "2.49"),
        (Fraction(4, 100000), "3.0000", "2.99"),  # 2.99996: rounded onto the standard
    ],
)
def test_a_score_on_the_edge_of_rounding_is_what_was_shown_then(
    supervisor: Fraction, score: str, shown: str, tiny: Model, zh: Language, tmp_path: Path
) -> None:
    inputs = frames.inputs(
        Person("1", "junior", "安"),
        ratings=frames.ratings(("1", "greeting", "a", "supervisor", 2), ("1", "greeting", "b", "peer", 3)),
    )
    weights = {"supervisor": supervisor, "peer": 1 - supervisor}
    root = written(tmp_path / "out", assess(inputs, tiny, weights=weights, cycle=Cycle("2025")), zh)
    assert f",{score}," in (root / SCORES).read_text(encoding="utf-8-sig")
    assert read_previous(root, tiny, now(tiny)).people[0].scores["greeting"].shown == Fraction(shown)


def test_ids_keep_their_zeros_and_what_guards_them_from_being_formulas_is_gone(
    tiny: Model, zh: Language, tmp_path: Path
) -> None:
    root = written(tmp_path / "out", assessed(tiny), zh)
    for path in (root, root / RESULTS):
        assert [(p.id, p.name) for p in read_previous(path, tiny, now(tiny)).people] == [("0017", "安"), ("=B", "-白")]  # fmt: skip


def test_an_older_workbook_does_not_tell_its_cycle(tiny: Model, zh: Language, tmp_path: Path) -> None:
    root = written(tmp_path / "out", assessed(tiny), zh)
    path = edited(root / RESULTS, lambda book: book.remove(book["说明"]))
    found = read_previous(path, tiny, now(tiny))
    assert (found.cycle, found.made_with) == ("", Fingerprint())
    assert found.people[0].scores["greeting"].shown == Fraction("2.49")


def test_an_older_folder_tells_its_model_only(tiny: Model, zh: Language, tmp_path: Path) -> None:
    root = written(tmp_path / "out", assessed(tiny), zh)
    manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    del manifest["made_with"]
    (root / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert read_previous(root, tiny, now(tiny)).made_with == Fingerprint("tiny")


def test_competencies_that_the_model_lost_are_named_and_people_it_lost_are_kept(
    tiny: Model, zh: Language, tmp_path: Path
) -> None:
    root = written(tmp_path / "out", assessed(tiny), zh)
    smaller = replace(tiny, competencies=tiny.competencies[:2])
    for path in (root, root / RESULTS):
        found = read_previous(path, smaller, now(tiny))
        assert found.unknown == ("商品知识",)
        assert set(found.people[0].scores) == {"greeting", "packing"}


def test_scores_of_another_model_are_not_even_read(model: Model, tiny: Model, zh: Language, tmp_path: Path) -> None:
    root = written(tmp_path / "out", assessed(tiny), zh)
    for path in (root, root / RESULTS):
        found = read_previous(path, model, now(model))
        assert [p.scores for p in found.people] == [{}, {}]
        assert found.made_with.model == "tiny"


# ---- refused


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda root: root / "nowhere", "不存在"),
        (lambda root: root / MANIFEST, "不是 results.xlsx"),
        (lambda root: root / "data", "没有以前的报告"),
    ],
)
def test_a_place_without_an_earlier_build_is_named(
    make: Callable[[Path], Path], says: str, tiny: Model, zh: Language, tmp_path: Path
) -> None:
    path = make(written(tmp_path / "out", assessed(tiny), zh))
    said = refusal(path, tiny, zh)
    assert str(path) in said
    assert says in said


@pytest.mark.parametrize("name", [SCORES, PEOPLE])
def test_a_table_that_was_opened_and_saved_is_not_compared_with(
    name: str, tiny: Model, zh: Language, tmp_path: Path
) -> None:
    """Spreadsheet programs take the zeros off ids when they save a CSV."""
    root = written(tmp_path / "out", assessed(tiny), zh)
    (root / name).write_bytes((root / name).read_bytes().replace(b"0017", b"17"))
    assert "被改过" in refusal(root, tiny, zh)
    (root / name).unlink()
    assert "缺少" in refusal(root, tiny, zh)


def test_a_build_that_was_not_finished_is_not_compared_with(tiny: Model, zh: Language, tmp_path: Path) -> None:
    OutputFolder(tmp_path).start("2025", {SCORES: {}, PEOPLE: {}})
    assert "没有全部完成" in refusal(tmp_path, tiny, zh)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (SCORES, "required_level", "level", "缺少“required_level”列"),
        (PEOPLE, "overall", "mean", "缺少“overall”列"),
        (SCORES, "2.4960", "9.0000", "不是标尺上的得分"),
        (SCORES, "2.4960", "NaN", "不是标尺上的得分"),
        (SCORES, "2.4960", "1e400", "不是标尺上的得分"),
        (SCORES, "2.4960", "3.4960", "状况与得分不一致"),
        (SCORES, "2.4960,2,", "2.4960,,", "状况与得分不一致"),
        (SCORES, ",exam,", ",guess,", "评估方式或级别无法识别"),
        (SCORES, "rating,1,", "rating,Ⅳ,", "评估方式或级别无法识别"),
        (SCORES, ",packing,", ",greeting,", "有重复的行"),
        (PEOPLE, "'=B", "0017", "有重复的行"),
        (PEOPLE, "0017", "17", "对不上"),
        (SCORES, "\r\n0017,安,junior,packing", "\r\n\r\n0018,安,junior,packing", "对不上"),
        (SCORES, "person_id", '"person_id', "不是本程序生成的表"),
    ],
)
def test_lines_that_do_not_fit_are_refused(
    name: str, old: str, new: str, says: str, tiny: Model, zh: Language, tmp_path: Path
) -> None:
    root = written(tmp_path / "out", assessed(tiny), zh)
    replaced(root, name, old, new)
    assert says in refusal(root, tiny, zh)


def cell(sheet: str, address: str, value: object) -> Callable[[Any], object]:
    def edit(book: Any) -> None:
        book[sheet][address] = value

    return edit


def swapped(book: Any) -> None:
    """Two competencies have changed places, as when one column is sorted alone."""
    sheet = book["得分"]
    sheet["E2"], sheet["E3"] = sheet["E3"].value, sheet["E2"].value


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (cell("得分", "G1", "分数"), "表头被改过"),
        (cell("得分", "G2", 2.496), "不是标尺上的得分"),
        (cell("得分", "G2", "二"), "不是标尺上的得分"),
        (cell("得分", "G2", True), "不是标尺上的得分"),
        (cell("得分", "G2", 3.2), "状况与得分不一致"),
        (cell("得分", "H2", None), "状况与得分不一致"),
        (cell("得分", "K2", "未评估"), "状况与得分不一致"),
        (cell("得分", "F2", "大师"), "评估方式或级别无法识别"),
        (cell("得分", "E3", "迎客"), "有重复的行"),
        (cell("得分", "A2", 17), "工号不是文本"),
        (cell("人员", "A2", "18"), "对不上"),
        (cell("人员", "I2", 17), "不是标尺上的得分"),
        (cell("得分", "B2", "别人"), "对不上"),
        (cell("得分", "C2", "别的级别"), "对不上"),
        (swapped, "对不上"),
        (lambda book: book["得分"].delete_rows(3), "对不上"),
        (lambda book: book.remove(book["人员"]), "缺少人员表"),
    ],
)
def test_a_workbook_that_was_changed_is_refused(
    edit: Callable[[Any], object], says: str, tiny: Model, zh: Language, tmp_path: Path
) -> None:
    root = written(tmp_path / "out", assessed(tiny), zh)
    assert says in refusal(edited(root / RESULTS, edit), tiny, zh)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half", "工号,姓名".encode()])
def test_a_file_that_is_no_workbook_is_refused(content: bytes, tiny: Model, zh: Language, tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(content)
    assert "打不开" in refusal(path, tiny, zh)


def test_a_workbook_that_unpacks_to_a_mountain_is_refused(tiny: Model, zh: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("reportgen.outputs.previous_workbook.MOST_UNPACKED", 1000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "0" * 1001)
    path = tmp_path / "results.xlsx"
    path.write_bytes(buffer.getvalue())
    assert "太大" in refusal(path, tiny, zh)


def test_nothing_is_asked_of_a_build_without_people(tiny: Model, zh: Language, tmp_path: Path) -> None:
    empty = assess(frames.inputs(), tiny, weights={}, cycle=Cycle("2025"))
    root = written(tmp_path / "out", empty, zh)
    for path in (root, root / RESULTS):
        assert read_previous(path, tiny, now(tiny)) == Previous("2025", made_with(empty), ())
