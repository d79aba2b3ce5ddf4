"""Changes since an earlier cycle on pages: golden sections, what is said, and pages that stay full and clean."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from pypdf import PdfReader

from reportgen.language import Language, language
from reportgen.model.comparison import Change, MeanChange
from reportgen.model.types import Model
from reportgen.reports.compared import MINUS, mean_sign, sign, signed
from reportgen.reports.documents import Press, grade_charts, person_charts
from reportgen.reports.fonts import find_font
from reportgen.reports.grade_view import grade_view
from reportgen.reports.html import render
from reportgen.reports.person_view import PersonView, person_view
from reportgen.reports.views import Texts
from reportgen.settings import INTRODUCTION_LIMIT
from tests.program import alternatives
from tests.reports.cases import assessment, person, texts
from tests.reports.earlier import LONG_CYCLE, Then, another_level, moved, same, with_earlier
from tests.reports.extremes import LONG_NAME, PEOPLE, many, mixed, with_self, worded
from tests.reports.pictures import colours
from tests.reports.test_documents import RATINGS, same_as_golden
from tests.reports.test_pages import HALF, WORDS, lowest, press

SIGNS = re.compile(rf"[▲▼]|[+{MINUS}]\d\.\d\d")


def viewed(one_texts: Texts, then: Then, ratings: list[list[int] | int | None] = RATINGS, grade: str = "", cycle: str = "2025") -> PersonView:  # fmt: skip
    one = with_self(person(one_texts.model, ratings))
    done = with_earlier(assessment(one_texts.model, [one]), then, grade=grade, cycle=cycle)
    return person_view(one, done, one_texts)


@pytest.mark.parametrize("section", ["summary", "profile", "categories", "notes"])
def test_sections_of_a_persons_report_with_an_earlier_cycle(section: str, model: Model, zh: Language) -> None:
    view = viewed(worded(texts(model, zh)), moved)
    assert same_as_golden(f"compared-person-{section}.html", render(f"person/{section}.html", view, zh))


@pytest.mark.parametrize("section", ["summary", "changes"])
def test_sections_of_a_grades_report_with_an_earlier_cycle(section: str, model: Model, en: Language) -> None:
    done = with_earlier(many(model, 9), moved, absent=("E1004",), gone=2)
    view = grade_view(done.grades[0], done, worded(texts(model, en)))
    assert same_as_golden(f"compared-grade-{section}.html", render(f"grade/{section}.html", view, en))


# ---- signs


@pytest.mark.parametrize(
    ("before", "now", "text", "tone"),
    [
        ("4", "4.4", "▲ +0.40", "up"),
        ("4", "3.7", "▼ −0.30", "down"),
        ("4", "4.24", "+0.24", "same"),
        ("4", "3.99", "−0.01", "same"),
        ("4", "4", "0.00", "same"),
    ],
)
def test_a_change_has_a_sign_and_an_arrow_only_when_it_is_more_than_little(
    before: str, now: str, text: str, tone: str, model: Model, zh: Language
) -> None:
    by = Fraction(now) - Fraction(before)
    little = abs(by) < model.thresholds.little_change
    direction = "same" if little else ("up" if by > 0 else "down")
    change = Change("writing", Fraction(before), Fraction(now), "", direction)  # type: ignore[arg-type]
    assert (sign(change, texts(model, zh)).text, sign(change, texts(model, zh)).tone) == (text, tone)
    mean = MeanChange(2, Fraction(before), Fraction(now), by)
    assert (mean_sign(mean, texts(model, zh)).text, mean_sign(mean, texts(model, zh)).tone) == (text, tone)


def test_what_cannot_be_compared_says_so_and_what_is_not_assessed_says_nothing(model: Model, zh: Language) -> None:
    assert sign(Change("writing", Fraction(4), Fraction(5), "required-level"), texts(model, zh)).text == "不可比"
    assert sign(Change("writing", Fraction(4), None, "not-assessed-now"), texts(model, zh)).text == ""
    assert mean_sign(None, texts(model, zh)).text == "不可比"
    assert [signed(Fraction(v)) for v in ("0", "1/200", "-3/2")] == ["0.00", "+0.01", "−1.50"]


# ---- what is said


def test_the_first_page_counts_what_rose_stayed_and_fell(model: Model, zh: Language) -> None:
    view = viewed(worded(texts(model, zh)), moved)
    rows = [row.sign for group in view.profile.groups for row in group.rows] if view.profile else []
    for tone, word in (("up", "项提高"), ("same", "项基本持平"), ("down", "项下降")):
        n = sum(1 for s in rows if s.tone == tone)
        assert f"{n} {word}" in view.since if n else word not in view.since
    left = sum(1 for s in rows if s.text == "不可比")
    assert f"另有 {left} 项不可比" in view.since


def test_the_same_scores_are_all_about_the_same(model: Model, zh: Language) -> None:
    view = viewed(texts(model, zh), same, [[4]] * 18)
    assert view.since == "与 2025 相比：18 项基本持平；这些项的平均分由 4.00 到 4.00（0.00）。"
    assert view.radar.before == tuple([Fraction(4)] * 18)


def test_one_comparable_competency_has_no_mean_of_its_own(model: Model, zh: Language) -> None:
    view = viewed(texts(model, zh), same, [*([None] * 17), [4]])
    assert view.since == "与 2025 相比：1 项基本持平。"
    assert view.radar.before == (), "one place makes no line"


def test_a_promoted_person_reads_why_nothing_is_compared(model: Model, zh: Language) -> None:
    view = viewed(texts(model, zh), another_level, grade=model.grades[0].id)
    assert view.since == "级别有变动，要求水平不同，不与 2025 比较。"
    assert view.profile is not None
    assert not view.profile.compared, "a column of nothing says nothing"
    notes = next(b.paragraphs for b in view.notes.blocks if b.title == "与 2025 相比")
    assert any("级别由" in n for n in notes)
    assert any(n.startswith("全部 ") and "项的要求水平都与 2025 不同，因此不比较：" in n for n in notes)
    assert "要求水平与 2025 相比有调整：只比较对照同一级别给出的得分。" in notes
    assert "灰色虚线" not in "".join(p for b in view.notes.blocks for p in b.paragraphs)


def test_somebody_new_reads_it_on_the_first_page_and_in_the_notes(model: Model, zh: Language) -> None:
    one = person(model, RATINGS)
    done = with_earlier(assessment(model, [one]), same, absent=[one.id])
    view = person_view(one, done, texts(model, zh))
    assert view.since == "没有参加 2025 的评估，因此不作比较。"
    assert view.profile is not None
    assert not view.profile.compared
    assert [b.paragraphs for b in view.notes.blocks if b.title == "与 2025 相比"] == [("没有参加 2025 的评估，因此不作比较。",)]  # fmt: skip


def test_somebody_not_assessed_reads_nothing_about_changes(model: Model, zh: Language) -> None:
    view = viewed(texts(model, zh), moved, [None] * 18)
    assert view.since == ""
    assert not [b for b in view.notes.blocks if b.title == "与 2025 相比"]


def test_a_report_shows_nothing_of_anybody_elses_change(model: Model, zh: Language) -> None:
    """Alone or among others who rose and fell: the person's pages are the same."""
    one = person(model, RATINGS)
    others = [person(model, mixed(i), f"同事{i}", f"{i:04}") for i in range(2)]
    alone, among = (
        person_view(one, with_earlier(assessment(model, people), moved), texts(model, zh))
        for people in ([one], [one, *others])
    )
    assert alone == among


def test_an_unknown_cycle_has_words_in_its_place(model: Model, zh: Language) -> None:
    view = viewed(texts(model, zh), same, [[4]] * 18, cycle="")
    assert view.since.startswith("与 上一周期 相比")


# ---- pictures


def test_a_bar_marks_the_earlier_score_and_says_it_in_words(model: Model, zh: Language) -> None:
    view = viewed(texts(model, zh), moved)
    charts = person_charts(view, colours())
    assert view.profile is not None
    for i, group in enumerate(view.profile.groups, start=1):
        for k, row in enumerate(group.rows, start=1):
            marked = charts[f"bar{i}-{k}"].count('stroke-dasharray=".7 .5"')
            assert marked == (row.bar.before is not None)
            assert ("，2025 " in row.alt) == (row.bar.before is not None)
    assert "2025 得分" in charts["bars-legend"]


def test_a_radar_says_what_its_dashed_line_shows(model: Model, zh: Language, en: Language) -> None:
    view = viewed(texts(model, zh), moved)
    assert 'stroke-dasharray="1.2 0.9"' in person_charts(view, colours())["radar"]
    assert "；2025：" in view.radar_text
    assert view.reading.endswith("灰色虚线是 2025 的得分。")
    done = with_earlier(many(model, 9), moved)
    grade = grade_view(done.grades[0], done, texts(model, en))
    assert grade.changes is not None
    assert 'stroke-dasharray="1.2 0.9"' in grade_charts(grade, colours())["changes"]
    assert " → " in grade.changes.radar_text


def test_scores_without_comparable_neighbours_are_dots_and_called_so(model: Model, zh: Language) -> None:
    view = viewed(texts(model, zh), same, [[4], None] * 9)
    assert view.reading.endswith("空心圆点是 2025 的得分。")
    assert 'stroke-dasharray="1.2 0.9"' not in person_charts(view, colours())["radar"]


def test_the_alternative_texts_of_a_report_tell_the_earlier_scores(model: Model, zh: Language) -> None:
    font = find_font()
    assert font is not None
    content = Press(zh, font).person(viewed(worded(texts(model, zh)), moved))
    told = alternatives(PdfReader(io.BytesIO(content)))
    assert any("；2025：" in text and "雷达图" in text for text in told)
    assert any("2025 4.50，变化 " in text for text in told)


# ---- a grade


def test_a_grade_without_anybody_comparable_says_who_came_and_who_left(model: Model, zh: Language) -> None:
    done = with_earlier(many(model, 3), another_level, grade=model.grades[0].id, gone=2)
    view = grade_view(done.grades[0], done, texts(model, zh))
    assert view.changes is not None
    assert (view.changes.radar, view.changes.rows, view.changes.members) == (None, (), ())
    assert view.since == "本级别没有人可与 2025 比较。"
    assert view.changes.moves == (
        "由客户经理4级转入：陈思远（E1001）、林明（E1004）、黄若曦（E1007）。".replace("客户经理4级", "\u2060".join("客户经理4级")),
        "已不在名单中：离职0（G0）、离职1（G1）。",
    )  # fmt: skip


def test_of_very_many_people_a_part_is_named_and_the_rest_counted(model: Model, en: Language) -> None:
    done = with_earlier(many(model, 1), same, gone=64)
    view = grade_view(done.grades[0], done, texts(model, en))
    assert view.changes is not None
    assert view.changes.moves[0].endswith("离职59 (G59) and 4 more.")


# ---- pages


@pytest.mark.parametrize(
    ("case", "code"),
    [("ordinary", "zh"), ("eighteen-needs", "en"), ("every-other", "zh"), ("one-assessed", "en"), ("nothing", "zh")],
)
def test_a_persons_pages_stay_full_with_an_earlier_cycle(case: str, code: str, model: Model) -> None:
    to = worded(texts(model, language(code)))
    one = PEOPLE[case](model)
    others = [person(model, mixed(100 + i), f"同事{i}", f"{i:04}") for i in range(6)] if case == "ordinary" else []
    done = with_earlier(assessment(model, [one, *others]), moved if case != "eighteen-needs" else another_level, cycle=LONG_CYCLE)  # fmt: skip
    pages = PdfReader(io.BytesIO(press(language(code)).person(person_view(one, done, to)))).pages
    most = 7 if case == "ordinary" else 6  # comments, observations and the longest name of a cycle
    assert len(pages) == 2 if case == "nothing" else 4 <= len(pages) <= most
    for number, page in enumerate(pages[:-1], start=1):
        assert lowest(page) < HALF, f"page {number} ends in its upper half"


@pytest.mark.parametrize("introduced", [False, True])
@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_fullest_first_page_has_room_for_the_change(code: str, introduced: bool, model: Model) -> None:
    lang = language(code)
    introduction = "" if not introduced else "字" * INTRODUCTION_LIMIT if code == "zh" else WORDS
    one = person(model, [None, [1, 2], *([[2, 3]] * 5), [1], 50, None, 60, 70, *([[4, 4]] * 6)], LONG_NAME, "E" * 40)
    done = with_earlier(assessment(model, [one]), moved, cycle=LONG_CYCLE[:24])
    view = person_view(one, done, replace(worded(texts(model, lang)), introduction=introduction))
    first = PdfReader(io.BytesIO(press(lang).person(view))).pages[0].extract_text()
    assert len(view.first) == 4
    assert view.room == ("tight" if introduced else "compact")
    assert "".join(view.first[-1].step.replace("\u2060", "").split())[:20] in "".join(first.split())


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_grades_first_page_has_room_for_the_change_and_the_longest_introduction(code: str, model: Model) -> None:
    lang = language(code)
    introduction = "字" * INTRODUCTION_LIMIT if code == "zh" else WORDS
    done = with_earlier(many(model, 12), moved, cycle=LONG_CYCLE[:24])
    view = grade_view(done.grades[0], done, replace(worded(texts(model, lang)), introduction=introduction))
    first = PdfReader(io.BytesIO(press(lang).grade(view))).pages[0].extract_text()
    assert "".join(view.first[-1].step.split())[:12] in "".join(first.split())


CASES: Mapping[str, Then] = {"changed": moved, "nobody comparable": another_level}


@pytest.mark.parametrize(("case", "n"), [("changed", 12), ("changed", 1), ("nobody comparable", 12)])
def test_a_grades_pages_stay_full_with_an_earlier_cycle(case: str, n: int, model: Model, zh: Language) -> None:
    done = with_earlier(many(model, n), CASES[case], gone=3, cycle=LONG_CYCLE)
    view = grade_view(done.grades[0], done, worded(texts(model, zh)))
    pages = PdfReader(io.BytesIO(press(zh).grade(view))).pages
    for number, page in enumerate(pages[:-1], start=1):
        assert lowest(page) < HALF, f"page {number} ends in its upper half"
