"""Against which level scores of an earlier build were given: known from its list of them, or from its workbook."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from reportgen.language import Language, language
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.outputs.previous import RATED, RESULTS, read_previous
from reportgen.outputs.previous_workbook import PreviousError
from reportgen.outputs.tables import rated_levels
from tests.outputs.builds import assessed, now, written
from tests.outputs.test_previous import replaced


def rated_before(tiny: Model) -> Assessment:
    """An's greeting was rated when level 2 was required, packing by some when level 2 was."""
    done = assessed(tiny)
    given = {"greeting": ((2,), False), "packing": ((2,), True)}

    def changed(one: Assessment) -> Assessment:
        first, *others = one.people
        results = []
        for r in first.competencies:
            against, mixed = given.get(r.competency, ((), False))
            results.append(replace(r, against=against, mixed=mixed))
        return replace(one, people=(replace(first, competencies=tuple(results)), *others))

    return changed(done)


def levels(path: Path, tiny: Model) -> Mapping[str, tuple[int, ...]]:
    an = next(p for p in read_previous(path, tiny, now(tiny)).people if p.id == "0017")
    return {c: score.rated_levels for c, score in an.scores.items()}


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> Language:
    return language(request.param)


def test_a_folder_tells_against_which_levels_its_scores_were_given(tiny: Model, zh: Language, tmp_path: Path) -> None:
    done = rated_before(tiny)
    required = {r.competency: r.required_level for r in done.people[0].competencies}
    assert [line[1:] for line in rated_levels(done)] == [
        ("greeting", required["greeting"], "2"),
        ("packing", required["packing"], " ".join(map(str, sorted({2, required["packing"]})))),
    ]
    found = levels(written(tmp_path / "out", done, zh), tiny)
    assert found == {
        "greeting": (2,), "packing": tuple(sorted({2, required["packing"]})), "goods": (required["goods"],)
    }  # fmt: skip


def test_the_workbook_alone_tells_the_same(tiny: Model, lang: Language, tmp_path: Path) -> None:
    root = written(tmp_path / "out", rated_before(tiny), lang)
    assert levels(root / RESULTS, tiny) == levels(root, tiny)


def test_without_such_scores_there_is_no_list_and_the_required_level_counts(
    tiny: Model, zh: Language, tmp_path: Path
) -> None:
    done = assessed(tiny)
    root = written(tmp_path / "out", done, zh)
    assert not (root / RATED).exists()
    assert levels(root, tiny) == {r.competency: (r.required_level,) for r in done.people[0].competencies}


def test_a_level_in_the_workbook_that_is_none_is_refused(tiny: Model, zh: Language, tmp_path: Path) -> None:
    path = written(tmp_path / "out", rated_before(tiny), zh) / RESULTS
    book = openpyxl.load_workbook(path)
    sheet = book["得分"]
    (column,) = (cell.column for cell in sheet[1] if cell.value == "评分时的要求水平")
    sheet.cell(2, column).value = "特级"
    book.save(path)
    with pytest.raises(PreviousError, match="no method or level"):
        read_previous(path, tiny, now(tiny))


def test_a_level_in_the_list_that_is_none_is_refused(tiny: Model, zh: Language, tmp_path: Path) -> None:
    root = written(tmp_path / "out", rated_before(tiny), zh)
    replaced(root, RATED, ",2\r\n", ",two\r\n")
    with pytest.raises(PreviousError, match="no method or level"):
        read_previous(root, tiny, now(tiny))
