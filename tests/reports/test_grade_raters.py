"""The section on who rated a grade: numbers of raters and ratings, where raters agree, calm words, nobody made out."""

from dataclasses import replace

from defusedxml.ElementTree import fromstring

from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.reports.css import tokens
from reportgen.reports.grade_raters import Agreement, RatersView, raters_view
from reportgen.reports.page_agreement import WIDTH, agreement_bar
from reportgen.reports.typography import HARD_SPACE, JOINER
from tests.reports.cases import assessment, person, texts
from tests.reports.withheld import rated, withheld

FOURS = [[4, 4, 4]] * 18
EVERYBODY = (2, 2)


def view(
    model: Model, lang: Language, agreement: dict[str, tuple[int, int]], *, doubtful: int = 0, raters: int = 9
) -> RatersView:
    people = [person(model, FOURS, "甲", "1"), person(model, FOURS, "乙", "2")]
    found = rated(model, people, agreement, doubtful=doubtful, raters=raters)
    made = raters_view(found.grades[0], people, texts(model, lang))
    assert made is not None
    return made


def all_agree(model: Model) -> dict[str, tuple[int, int]]:
    return dict.fromkeys(model.competency_ids, EVERYBODY)


def test_raters_and_ratings_are_counted(model: Model, zh: Language) -> None:
    assert view(model, zh, {}).say == "9 位评估人应给出 100 个评分，实际给出 96 个（96.0%）。"


def test_more_ratings_than_were_asked_for_make_no_share(model: Model, en: Language) -> None:
    done = rated(model, [person(model, FOURS)])
    raters = done.grades[0].raters
    assert raters is not None
    grade = replace(done.grades[0], raters=replace(raters, asked=0))
    made = raters_view(grade, done.people, texts(model, en))
    assert made is not None
    assert made.say == "9 raters gave 96 ratings."


def test_competencies_with_most_disagreement_come_first(model: Model, zh: Language) -> None:
    rows = view(model, zh, all_agree(model) | {"writing": (1, 2), "execution": (0, 2)}).rows
    assert [(r.name, r.agree, r.shown) for r in rows] == [
        ("执行能力", "0 / 2", "2 / 2"),
        ("书面表达能力", "1 / 2", "2 / 2"),
    ]
    assert rows[1].alt == "书面表达能力：2 人中 1 人的评估人看法一致"


def test_where_all_agree_one_sentence_says_it(model: Model, zh: Language) -> None:
    made = view(model, zh, all_agree(model))
    assert made.rows == ()
    assert made.notes[0] == "每项能力上，每个人的评估人看法都一致。"


def test_competencies_without_a_row_are_named(model: Model, zh: Language) -> None:
    made = view(model, zh, {"writing": (1, 2), "execution": EVERYBODY})
    notes = [note.replace(JOINER, "") for note in made.notes]
    assert notes[0].startswith("“看法一致”指")
    assert "不等于谁评错了" in notes[0]
    assert notes[1] == "每个人的评估人看法都一致：执行能力。"
    assert notes[2].startswith("评估人太少，看不出是否一致：成就导向、抗挫能力")


def test_agreement_says_from_how_many_raters_on_it_is_told(model: Model, zh: Language) -> None:
    note = view(model, zh, {"writing": (1, 2)}).notes[0].replace(JOINER, "")
    assert "除本人和上级外，评估人不少于 4 人时" in note.replace("\xa0", " ")
    assert model.thresholds.shown_raters == 3  # one more, as `reportgen.assessment.readers` has it


def test_nothing_is_said_of_agreement_where_raters_are_too_few(model: Model, zh: Language) -> None:
    made = view(model, zh, {})
    assert (made.rows, made.notes) == ((), ("每人的评估人太少，看不出评分是否一致。",))


def test_scores_shown_are_counted_beside_those_assessed(model: Model, zh: Language) -> None:
    people = [person(model, FOURS, "甲", "1"), withheld(model, person(model, FOURS, "乙", "2"), ("writing",))]
    done = rated(model, people, all_agree(model) | {"writing": (1, 1), "execution": (1, 2)})
    made = raters_view(done.grades[0], people, texts(model, zh))
    assert made is not None
    assert [(r.name, r.agree, r.shown) for r in made.rows] == [
        ("执行能力", "1 / 2", "2 / 2"), ("书面表达能力", "1 / 1", "1 / 2"),
    ]  # fmt: skip


def test_where_all_agree_scores_that_are_not_all_shown_are_counted_in_a_sentence(model: Model, zh: Language) -> None:
    people = [person(model, FOURS, "甲", "1"), withheld(model, person(model, FOURS, "乙", "2"), ("writing",))]
    done = rated(model, people, all_agree(model) | {"writing": (1, 1)})
    made = raters_view(done.grades[0], people, texts(model, zh))
    assert made is not None
    assert made.rows == ()
    said = [note.replace(JOINER, "").replace(HARD_SPACE, " ") for note in made.notes]
    assert "得分没有全部显示的项目（显示人数 / 已评估人数）：书面表达能力 1 / 2。" in said


def test_examined_competencies_have_no_raters(model: Model, zh: Language) -> None:
    one = person(model, [80 if 8 <= i < 12 else [4, 4, 4] for i in range(18)])
    done = rated(model, [one], {c: (0, 1) for c in model.competency_ids if model.competency(c).method == "rating"})
    made = raters_view(done.grades[0], [one], texts(model, zh))
    assert made is not None
    assert len(made.rows) == 14
    assert not [note for note in made.notes if "评估人太少" in note]


def test_doubtful_ratings_are_a_number_in_calm_words(model: Model, zh: Language) -> None:
    said = view(model, zh, all_agree(model), doubtful=7).notes[-1]
    assert said.startswith("有 7 个评分值得再核实")
    assert said.endswith("这些评分照常计入得分。")


def test_doubtful_ratings_are_not_told_where_few_rated_so_nobody_is_suspected(model: Model, zh: Language) -> None:
    few = model.thresholds.range_raters - 1
    assert view(model, zh, all_agree(model), doubtful=7, raters=few).notes == view(model, zh, all_agree(model)).notes


def test_scores_of_the_report_before_are_counted(model: Model, en: Language) -> None:
    one = person(model, FOURS)
    one = replace(one, competencies=(replace(one.competencies[0], kept=True), *one.competencies[1:]))
    done = rated(model, [one], all_agree(model))
    made = raters_view(done.grades[0], [one], texts(model, en))
    assert made is not None
    assert made.notes[-1].startswith("1 score is that of the report before")


def test_a_grade_that_nobody_rated_has_no_such_section(model: Model, zh: Language) -> None:
    one = person(model, FOURS)
    assert raters_view(assessment(model, [one]).grades[0], [one], texts(model, zh)) is None
    done = rated(model, [one])
    raters = done.grades[0].raters
    assert raters is not None
    grade = replace(done.grades[0], raters=replace(raters, answers=0))
    assert raters_view(grade, [one], texts(model, zh)) is None


def test_a_bar_is_filled_as_far_as_raters_agree() -> None:
    def paths(agree: int, of: int) -> list[str]:
        return [
            p.get("d", "") for p in fromstring(agreement_bar(Agreement(agree, of), "t", tokens("x"))).findall("{*}path")
        ]

    whole = f"{WIDTH - 0.4:g}"
    assert [f"h{whole}v" in d for d in paths(2, 2)] == [True, True], "filled and outlined"
    assert len(paths(0, 2)) == 1, "only the outline"
    assert f"h{(WIDTH - 0.4) / 2:g}v" in paths(1, 2)[0]
