"""For every number on every person's page an explanation reaches input cells whose values give it again."""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from html import unescape
from pathlib import Path

import openpyxl
import pytest

from reportgen.assessment.explanation import derivations, explanation
from reportgen.language import language
from reportgen.model.derivation import RULES, Explanation, Step
from reportgen.model.inputs import rows, source_of
from reportgen.model.results import Assessment
from reportgen.model.texts import packaged_texts
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.earlier import compared
from reportgen.pipeline.job import Job, read
from reportgen.problems import Source
from reportgen.reports.css import tokens
from reportgen.reports.documents import person_charts
from reportgen.reports.explain_view import explain_html, explain_view
from reportgen.reports.explain_words import WHY
from reportgen.reports.person_view import person_view
from reportgen.reports.views import TOP, Texts
from reportgen.settings import load_settings
from tests.cells import AGAIN, Cells, Recomputation
from tests.conftest import GOLDEN, WriteBook
from tests.printed import Printed, numbers
from tests.program import ROOT, SAMPLES

FOLDERS = {
    "samples": SAMPLES,
    "golden": GOLDEN / "input",
    "weighted": GOLDEN / "weighted" / "input",
    "faulty": GOLDEN / "faulty" / "input",
    "changed": GOLDEN / "input",  # with a standards table that came into force after most of the ratings
}


def changed(folder: Path) -> Path:
    """The folder with every second required level of a grade raised, from a day between the ratings and the cycle's end."""
    shutil.copytree(FOLDERS["changed"], folder)
    path = folder / "标准级别.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell for row in sheet.iter_rows() for cell in row if cell.value == "客户经理3级"]
    for row in range(heads[0].row + 1, sheet.max_row + 1, 2):
        sheet.cell(row, heads[0].column).value = "高级"
    sheet.cell(1, 8, "生效日期")
    sheet.cell(1, 9, date(2026, 12, 1))
    book.save(path)
    (folder / "reportgen.toml").write_text(
        '[cycle]\nname = "2026"\nfrom = 2026-01-01\nto = 2026-12-31\n', encoding="utf-8"
    )
    return folder


@dataclass(frozen=True)
class Set:
    """A folder, read once: its assessment and the explanation of everybody."""

    folder: Path
    assessment: Assessment
    readers: Assessment
    texts: Texts
    people: Mapping[str, Explanation]


@pytest.fixture(scope="module", params=FOLDERS)
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Set:
    folder = FOLDERS[request.param]
    if request.param == "changed":
        folder = changed(tmp_path_factory.mktemp("changed") / "input")
    own = load_settings(folder)
    before = folder / own.cycle.previous if own.cycle and own.cycle.previous else None
    job = Job(folder, tmp_path_factory.mktemp("out"), own, language("zh"), previous=before)
    assessment, _ = compared(job, read(job))
    texts = Texts(language("zh"), assessment.model, assessment.cycle, wording=packaged_texts(assessment.model))
    readers = disclosed(job, assessment)[0].assessment
    every = derivations(assessment, readers)
    return Set(folder, assessment, readers, texts, {p.id: explanation(p, every, TOP) for p in assessment.people})


def every_step(one: Explanation) -> Iterator[Step]:
    for competency in one.competencies:
        yield from competency.steps.values()
        yield from competency.left
    yield from one.totals


def test_every_step_is_computed_again_from_the_listed_cells_alone(found: Set) -> None:
    again = Recomputation(Cells(found.folder), found.assessment.model)
    for one in found.people.values():
        for step in every_step(one):
            again.of(step)
    assert again.wrong == []


def test_everything_goes_back_to_cells_settings_or_the_model_and_every_score_to_cells(found: Set) -> None:
    for one in found.people.values():
        for step in every_step(one):
            leaves = [leaf for leaf in step.walk() if not leaf.parts]
            assert all(leaf.origin or leaf.value in (None, 0) for leaf in leaves)
            if step.unit in ("score", "points", "mark", "band") and step.value and step.rule:
                assert any(leaf.source is not None for leaf in leaves)


def test_the_explained_numbers_are_those_of_the_assessment(found: Set) -> None:
    for one in found.people.values():
        for result, explained in zip(one.person.competencies, one.competencies, strict=True):
            value = {name: step.value for name, step in explained.steps.items()}
            assert explained.competency == result.competency
            assert (value["score"], value.get("band"), value.get("gap"), value.get("surplus")) == (
                result.score, result.band, result.gap, result.surplus,
            )  # fmt: skip
            assert (value["required"], value.get("exam-score"), value.get("self"), value.get("raters", Fraction(0))) == (
                Fraction(result.required_level), result.exam_score, result.self_rating, Fraction(result.n_raters),
            )  # fmt: skip
        total = {(step.what, step.of): step.value for step in one.totals if step.note not in ("shown", "kept")}
        assert total["assessed", ""] == one.person.assessed
        assert (total.get(("overall", "")), total.get(("attainment", "")), total.get(("coverage", ""))) == (
            one.person.overall, one.person.attainment, one.person.coverage,
        )  # fmt: skip
        assert all(total.get(("category", c)) == mean for c, mean in one.person.categories.items())


def test_the_ratings_under_a_score_are_exactly_those_that_count(found: Set) -> None:
    ratings = found.assessment.ratings
    counted = {(r.person_id, r.competency, source_of(r)) for r in rows(ratings) if r.counted}
    explained = {
        (step.person, step.of, step.source)
        for one in found.people.values()
        for competency in one.competencies
        for step in competency.steps["score"].walk()
        if step.what == "rating"
    }
    assert explained == counted


def test_the_changes_are_those_of_the_comparison(found: Set) -> None:
    comparison = found.assessment.comparison
    assert (comparison is not None) == (found.folder == SAMPLES)
    for person, one in found.people.items() if comparison is not None else ():
        change = comparison.people[person] if comparison is not None else None
        assert change is not None
        for told, explained in zip(change.changes, one.competencies, strict=True):
            value = {name: step.value for name, step in explained.steps.items()}
            direction = {"up": 1, "same": 0, "down": -1}.get(told.direction)
            assert (value.get("previous"), value["change"], value.get("direction")) == (told.before, told.by, direction)
            assert explained.steps["change"].note == told.obstacle
            assert told.obstacle != "required-level" or value["previous-required"] != value["required"]
        total = {(step.what, step.of): step.value for step in one.totals if step.note not in ("shown", "kept")}
        assert total["comparable", ""] == len(change.comparable)
        for of, mean in {"": change.overall, **change.categories}.items():
            names = ("previous-mean", "present-mean", "mean-change", "comparable")
            expected = (None,) * 4 if mean is None else (mean.before, mean.now, mean.by, mean.n)
            assert (
                tuple(total.get((name, of)) for name in names if mean or name != "comparable")
                == expected[: 4 if mean else 3]
            )


def test_scores_given_against_another_level_are_counted_and_their_ratings_told(found: Set) -> None:
    told = 0
    for person in found.assessment.people:
        one = found.people[person.id]
        for result, explained in zip(person.competencies, one.competencies, strict=True):
            levels = [s.level for s in explained.steps["score"].walk() if s.what == "rating"]
            other = {int(level.value) for level in levels if level is not None and level.value is not None}
            assert (tuple(sorted(other)), None in levels) == (result.against, result.mixed if other else None in levels)
            told += bool(other)
        shown = sum(1 for r in found.readers.person(person.id).competencies if r.against and r.score is not None)
        assert sum(int(step.value or 0) for step in one.totals if step.what == "former") == shown
    assert (told > 0) == (found.folder.parent.name.startswith("changed"))


# ---- every number on the page


def printed_on(found: Set) -> Iterator[Printed]:
    for one in found.people.values():
        view = person_view(found.readers.person(one.person.id), found.readers, found.texts)
        yield Printed(one, view, found.assessment, found.texts)


def test_every_number_on_a_page_is_a_step_that_is_explained(found: Set) -> None:
    assert {p.one.person.id: bad for p in printed_on(found) if (bad := p.foreign())} == {}


def test_every_number_in_a_chart_is_a_shown_one(found: Set) -> None:
    for printed in printed_on(found):
        charts = person_charts(printed.view, tokens("serif"))
        texts = [
            unescape(text) for svg in charts.values() for text in re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg)
        ]
        allowed = (
            printed.scores()
            | printed.seen()
            | printed.then()
            | printed.cycles()
            | printed.means()
            | printed.constants()
            | printed.scale()
            | printed.ranks()
        )
        assert {n for text in texts for n in numbers(text)} <= allowed


def test_every_result_on_a_page_is_found_on_the_page_that_explains_it(found: Set) -> None:
    people = {p.id: p.name for p in found.assessment.people}
    for printed in printed_on(found):
        html = explain_html(explain_view(printed.one, people, {}, found.texts), found.texts, "serif").decode("utf-8")
        body = unescape(re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]))
        sizes = {n.lstrip("+\u2212") for n in numbers(body)}
        there = {*numbers(body), *sizes, *(n.removesuffix(".00") for n in sizes)}
        assert printed.results() - there == set()


# ---- the tests above can fail, and know every rule


def test_every_rule_is_known_to_the_recomputation_and_told_in_the_documentation() -> None:
    told = (ROOT / "docs" / "explain.md").read_text(encoding="utf-8")
    assert set(AGAIN) == set(RULES)
    assert [word for word in (*RULES, *WHY) if f"`{word}`" not in told] == []


def test_a_wrong_cell_is_noticed(write_book: WriteBook, tmp_path: Path) -> None:
    write_book("名单.xlsx", {"名单": [["工号", "姓名", "级别"], ["0007", "毛小满", "客户经理4级"]]})
    form: list[list[object]] = [["被评估人", "毛小满"], ["工号", "0007"], ["评估人", "同事甲"], ["关系", "同级"],
            ["能力素质", 0, 1, 2, 3, 4, 5, 6], ["成就导向", None, None, None, None, "√", None, None]]  # fmt: skip
    path = write_book("评分.xlsx", {"打分": form})
    folder = tmp_path / "input"
    assessment = read(Job(folder, tmp_path / "out", load_settings(folder), language("zh")))
    score = derivations(assessment).people["0007"][0].steps["score"]
    assert score.parts[0].source == Source("评分.xlsx", "打分", "F6")
    assert score.parts[0].heading == Source("评分.xlsx", "打分", "F5")
    good = Recomputation(Cells(folder), assessment.model)
    assert good.of(score) == Fraction(4)
    assert good.wrong == []
    book = openpyxl.load_workbook(path)
    book["打分"]["F5"] = 3
    book.save(path)
    bad = Recomputation(Cells(folder), assessment.model)
    assert bad.of(score) == Fraction(3)
    assert [step.what for step, _ in bad.wrong] == ["rating", "score"]


def test_a_wrong_number_on_a_page_is_noticed(found: Set) -> None:
    printed = next(p for p in printed_on(found) if p.view.needs)
    view = printed.view
    wrong = replace(view, strengths=(replace(view.needs[0], value="4.991"), *view.strengths))
    assert Printed(printed.one, wrong, found.assessment, found.texts).foreign() == [
        ("strengths.value", view.needs[0].name, "4.991")
    ]
