"""The page that links everything: what readers do not see is said to be so, once why."""

from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.reports.html import render
from reportgen.reports.index_view import IndexView, index_view
from tests.reports.cases import assessment, person, texts
from tests.reports.withheld import withheld

FOURS = [[4, 4, 4]] * 18


def view(model: Model, lang: Language) -> IndexView:
    """Somebody with a mean, somebody whose mean is not shown, somebody of whom only scores are not, too little, nothing."""
    people = [
        person(model, FOURS, "甲", "1"),
        withheld(model, person(model, FOURS, "乙", "2"), ("writing", "execution")),
        withheld(model, person(model, FOURS, "丙", "3"), ("writing",), means=True),
        withheld(model, person(model, [[4]] * 3 + [None] * 15, "丁", "4"), model.competency_ids[:3]),
        person(model, [None] * 18, "戊", "5"),
    ]
    return index_view(assessment(model, people), {}, {}, "results.xlsx", texts(model, lang))


def test_a_mean_that_is_not_shown_is_told_from_one_that_is_not_there(model: Model, zh: Language) -> None:
    assert [(p.name, p.assessed, p.overall, p.band) for p in view(model, zh).people] == [
        ("甲", "18 / 18", "4.00", "基本达标"),
        ("乙", "18 / 18", "未显示", ""),
        ("丙", "18 / 18", "4.00", "基本达标"),
        ("丁", "3 / 18", "—", ""),
        ("戊", "0 / 18", "—", ""),
    ]


def test_the_page_says_once_why_scores_are_not_shown(model: Model, en: Language) -> None:
    page = render("index.html", view(model, en), en, css="")
    assert page.count("To protect the raters 6 scores are not shown: fewer than 3 raters besides the person and") == 1


def test_nothing_is_said_where_everything_is_shown(model: Model, en: Language) -> None:
    shown = index_view(assessment(model, [person(model, FOURS)]), {}, {}, "results.xlsx", texts(model, en))
    assert shown.withheld == ""
    assert "To protect" not in render("index.html", shown, en, css="")
