"""What an earlier build withheld from its readers: known from its list of it, or from the words in its workbook."""

import hashlib
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from reportgen.language import Language, language
from reportgen.model.comparison import NOT_SHOWN, PreviousPerson
from reportgen.model.inputs import MANIFEST
from reportgen.model.types import Model
from reportgen.outputs.previous import RESULTS, SCORES, WITHHELD, read_previous
from reportgen.outputs.previous_workbook import PreviousError
from tests.outputs.builds import assessed, now, written

Edit = Callable[[Any], object]


def withholding(root: Path, *lines: tuple[str, str]) -> Path:
    """The build with its list of what readers did not see."""
    content = "\r\n".join(",".join(line) for line in [("person_id", "competency"), *lines]).encode("utf-8-sig")
    (root / WITHHELD).write_bytes(content)
    manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][WITHHELD] = {"sha256": hashlib.sha256(content).hexdigest()}
    (root / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return root


def an(path: Path, tiny: Model) -> PreviousPerson:
    return next(p for p in read_previous(path, tiny, now(tiny)).people if p.id == "0017")


def not_shown(path: Path, lang: Language, *cells: str, also: Edit = lambda _: None) -> Path:
    """The results workbook with the words for what is withheld in cells: `Scores!G2`."""
    book = openpyxl.load_workbook(path)
    for cell in cells:
        title, address = cell.split("!")
        book[lang(title)][address] = lang(NOT_SHOWN)
    also(book)
    book.save(path)
    return path


def columns(path: Path, title: str) -> dict[str, str]:
    """Heading -> column letter of a sheet."""
    (head,) = openpyxl.load_workbook(path)[title].iter_rows(max_row=1, values_only=True)
    return {str(value): get_column_letter(n) for n, value in reversed(list(enumerate(head, start=1)))}


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> Language:
    return language(request.param)


def test_a_folder_tells_what_its_readers_did_not_see_and_still_knows_it(tiny: Model, zh: Language, tmp_path: Path) -> None:  # fmt: skip
    root = withholding(written(tmp_path / "out", assessed(tiny), zh), ("0017", "greeting"), ("0017", "shop"), ("0017", "overall"))  # fmt: skip
    person = an(root, tiny)
    assert {c: s.withheld for c, s in person.scores.items()} == {"greeting": True, "packing": False, "goods": False}
    assert person.scores["greeting"].score == Fraction("2.496")
    assert person.withheld == {"shop", "overall"}


def test_a_folder_without_that_list_withheld_nothing(tiny: Model, zh: Language, tmp_path: Path) -> None:
    person = an(written(tmp_path / "out", assessed(tiny), zh), tiny)
    assert not any(s.withheld for s in person.scores.values())
    assert person.withheld == frozenset()


def test_what_is_withheld_of_somebody_unknown_is_refused(tiny: Model, zh: Language, tmp_path: Path) -> None:
    root = withholding(written(tmp_path / "out", assessed(tiny), zh), ("99", "greeting"))
    with pytest.raises(PreviousError) as raised:
        read_previous(root, tiny, now(tiny))
    assert raised.value.values["file"] == root / WITHHELD


def test_a_list_of_what_is_withheld_that_was_edited_is_refused(tiny: Model, zh: Language, tmp_path: Path) -> None:
    root = withholding(written(tmp_path / "out", assessed(tiny), zh), ("0017", "greeting"))
    (root / WITHHELD).write_text("person_id,competency\r\n", encoding="utf-8-sig")
    with pytest.raises(PreviousError, match="changed after it had been made"):
        read_previous(root, tiny, now(tiny))


def test_words_in_place_of_a_number_are_a_withheld_score(tiny: Model, lang: Language, tmp_path: Path) -> None:
    path = written(tmp_path / "out", assessed(tiny), lang) / RESULTS
    people, scores = columns(path, lang("People")), columns(path, lang("Scores"))
    hidden = tiny.competency("greeting").name(lang.code)
    cells = [f"Scores!{scores[lang('Score')]}2", f"Scores!{scores[lang('Band')]}2", f"Scores!{scores[lang('Gap')]}2"]
    means = [f"People!{people[lang(head)]}2" for head in ("Mean score", "Band", "At standard", "Coverage")]
    category = tiny.categories[0].name(lang.code)
    person = an(not_shown(path, lang, *cells, *means, f"People!{people[hidden]}2", f"People!{people[category]}2"), tiny)
    greeting = person.scores["greeting"]
    assert (greeting.withheld, greeting.score, greeting.shown, greeting.method) == (True, None, None, "rating")
    assert not person.scores["packing"].withheld
    assert person.withheld == {"shop", "overall"}
    assert (person.overall, person.categories["shop"]) == (None, None)


def test_a_withheld_score_whose_band_is_left_empty_is_read_too(tiny: Model, zh: Language, tmp_path: Path) -> None:
    path = written(tmp_path / "out", assessed(tiny), zh) / RESULTS
    people, scores = columns(path, "人员"), columns(path, "得分")
    hidden = f"People!{people[tiny.competency('greeting').name_zh]}2"

    def empty(book: Any) -> None:
        book["得分"][f"{scores['状况']}2"] = None

    assert an(not_shown(path, zh, f"Scores!{scores['得分']}2", hidden, also=empty), tiny).scores["greeting"].withheld


def test_a_score_withheld_on_one_sheet_only_is_refused(tiny: Model, zh: Language, tmp_path: Path) -> None:
    path = written(tmp_path / "out", assessed(tiny), zh) / RESULTS
    people = columns(path, "人员")
    not_shown(path, zh, f"People!{people[tiny.competency('greeting').name_zh]}2")
    with pytest.raises(PreviousError) as raised:
        an(path, tiny)
    assert raised.value.values["what"] == "the tables of people and of scores do not fit together"


def test_a_number_is_not_taken_for_withheld_by_a_word_of_another_language(tiny: Model, zh: Language, tmp_path: Path) -> None:  # fmt: skip
    path = written(tmp_path / "out", assessed(tiny), zh) / RESULTS
    book = openpyxl.load_workbook(path)
    book["得分"][f"{columns(path, '得分')['得分']}2"] = "secret"
    book.save(path)
    with pytest.raises(PreviousError):
        an(path, tiny)


def test_scores_keep_their_places_when_withheld(tiny: Model, zh: Language, tmp_path: Path) -> None:
    root = withholding(written(tmp_path / "out", assessed(tiny), zh), ("0017", "greeting"))
    source = an(root, tiny).scores["greeting"].source
    assert source is not None
    assert source.file == f"out/{SCORES}"
