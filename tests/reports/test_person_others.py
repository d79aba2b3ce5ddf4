"""How others see somebody: rows, columns, observations, agreement, comments."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from reportgen.language import Language
from reportgen.model.results import MERGED, PersonResult, Remarks, Seen, Share
from reportgen.model.types import Model
from reportgen.reports.page_views import MARKS
from reportgen.reports.person_others import OthersView, marks_of, others_view
from reportgen.reports.person_remarks import remarks_view
from reportgen.reports.plain_text import REMARK_LIMIT, plain
from reportgen.reports.typography import HARD_SPACE, JOINER
from tests.reports.cases import person, texts
from tests.reports.extremes import withheld

WEIGHTED = {"self": Fraction(1, 5), "supervisor": Fraction(4, 5)}


def text(words: str) -> str:
    return words.replace(JOINER, "").replace(HARD_SPACE, " ")


def rated(model: Model, scores: list[list[int]], own: list[int | None]) -> PersonResult:
    """Somebody rated in the first competencies, with self-ratings."""
    one = person(model, [*scores, *([None] * (18 - len(scores)))])
    given = [*own, *([None] * (18 - len(own)))]
    return with_results(one, [{"self_rating": None if o is None else Fraction(o)} for o in given])


def with_results(one: PersonResult, changes: list[Mapping[str, object]]) -> PersonResult:
    changed = [replace(r, **c) for r, c in zip(one.competencies, changes, strict=False)]  # type: ignore[arg-type]
    return replace(one, competencies=(*changed, *one.competencies[len(changed) :]))


def view(one: PersonResult, model: Model, lang: Language, weights: Mapping[str, Fraction] | None = None) -> OthersView:
    seen = others_view(one, weights or {}, texts(model, lang))
    assert seen is not None
    return seen


def test_the_largest_overestimate_comes_first_and_what_has_no_self_rating_last_by_score(
    model: Model, zh: Language
) -> None:
    one = rated(model, [[4] * 3, [3] * 3, [5] * 3, [6] * 3], [4, 5, None, None])
    rows = view(one, model, zh).rows
    assert [(r.name, r.own, r.score, r.difference) for r in rows] == [
        ("抗挫能力", "5.00", "3.00", "+2.00"),
        ("成就导向", "4.00", "4.00", "0.00"),
        ("书面表达能力", "—", "6.00", "—"),
        ("沟通倾听能力", "—", "5.00", "—"),
    ]


def test_relations_have_columns_with_marks_of_their_own_and_a_dash_where_nothing_is_shown(
    model: Model, zh: Language
) -> None:
    one = rated(model, [[4] * 7, [4] * 7], [5, 5])
    supervisor = Seen("supervisor", ("supervisor",), 1, Fraction(3))
    one = with_results(one, [
        {"seen": (supervisor, Seen("peer", ("peer",), 3, Fraction(13, 3))), "spread": (2, 6)},
        {"seen": (supervisor, Seen(MERGED, ("peer", "customer"), 3, Fraction(4)))},
    ])  # fmt: skip
    seen = view(one, model, zh)
    assert [(c.mark, c.label) for c in seen.columns] == [
        ("self", "自评"), ("score", "得分"), ("", "相差"), ("supervisor", "上级"), ("peer", "同级"), ("other", "其他"),
    ]  # fmt: skip
    assert [r.seen for r in seen.rows] == [("3.00", "4.33", "—"), ("3.00", "—", "4.00")]
    assert seen.rows[0].alt == "成就导向：自评 5.00、得分 4.00、上级 3.00、同级 4.33、评分从 2 到 6"
    assert seen.spread == "最低评分到最高评分（不含本人和上级）"
    assert "“其他”是把几类评估人（同级、客户）合在一起的平均" in text(seen.notes[1])


def test_without_any_self_rating_the_relations_stand_alone(model: Model, zh: Language) -> None:
    one = rated(model, [[4] * 3], [None])
    one = with_results(one, [{"seen": (Seen("supervisor", ("supervisor",), 1, Fraction(3)),)}])
    seen = view(one, model, zh)
    assert [c.label for c in seen.columns] == ["得分", "上级"]
    assert seen.say.startswith("没有自评。")


def test_scores_alone_are_no_section(model: Model, zh: Language) -> None:
    assert others_view(rated(model, [[4] * 3], [None]), {}, texts(model, zh)) is None


def test_a_self_rating_of_weight_is_left_out_of_what_others_say(model: Model, zh: Language) -> None:
    one = rated(model, [[4], [4]], [6, 6])
    own = Share("self", 1, Fraction(6), Fraction(1, 5))
    one = with_results(
        one, [{"others": Fraction(7, 2), "n_raters": 4, "shares": (own,)}, {"others": None, "n_raters": 1}]
    )
    seen = view(one, model, zh, WEIGHTED)
    assert [(r.name, r.score, r.difference) for r in seen.rows] == [("成就导向", "3.50", "+2.50")]
    assert seen.columns[1].label == "他评"
    assert text(seen.say) == "1 项自评全部高于他评。相差最多的是成就导向，差 2.50。"
    assert [o.facts for o in seen.observations.blind] == ["自评 6.00，他评 3.50，高 2.50"]
    three = with_results(one, [{"others": Fraction(7, 2), "n_raters": 3}])
    assert view(three, model, zh, WEIGHTED).observations.blind == (), "one of the three is the person"


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ({}, "得分包括除本人以外的全部评分"),
        ({"supervisor": 4, "peer": 3, "subordinate": 2, "customer": 1}, "得分包括除本人以外的全部评分"),
        ({"supervisor": 60, "peer": 40}, "得分只按这几种评分计算：上级和同级。"),
        ({"self": 20, "supervisor": 80, "peer": 0}, "得分只按这几种评分计算：自评和上级。"),
    ],
)
def test_what_the_score_takes_in_follows_from_the_weights(
    weights: Mapping[str, int], told: str, model: Model, zh: Language
) -> None:
    one = with_results(rated(model, [[4] * 3], [5]), [{"others": Fraction(4)}])
    notes = view(one, model, zh, {relation: Fraction(weight) for relation, weight in weights.items()}).notes
    assert [note[: len(told)] for note in map(text, notes) if note.startswith("得分")] == [told]


@pytest.mark.parametrize(
    ("own", "ratings", "blind", "hidden"),
    [
        (5, [3, 3, 4, 4], 1, 0),  # exactly 1.5
        (5, [3, 4, 4, 4], 0, 0),
        (2, [3, 4, 3, 4], 0, 1),
        (2, [3, 3, 3, 4], 0, 0),
        (6, [1, 1], 0, 0),  # two others are too few
    ],
)
def test_from_a_quarter_of_the_scale_on_a_difference_is_pointed_out(
    model: Model, zh: Language, own: int, ratings: list[int], blind: int, hidden: int
) -> None:
    found = view(rated(model, [ratings], [own]), model, zh).observations
    assert (len(found.blind), len(found.hidden)) == (blind, hidden)


def test_the_three_largest_of_each_are_named_each_with_a_question(model: Model, zh: Language) -> None:
    one = rated(model, [[4] * 3, [3] * 3, [2] * 3, [1] * 3, [5] * 3], [6, 6, 6, 6, 0])
    found = view(one, model, zh).observations
    assert [o.name for o in found.blind] == ["书面表达能力", "沟通倾听能力", "抗挫能力"]
    assert [o.facts for o in found.hidden] == ["自评 0.00，得分 5.00，低 5.00"]
    assert len({o.question for o in found.blind}) == 3
    assert "不是结论" in found.say


def test_what_reaches_the_limit_only_by_rounding_is_not_pointed_out_and_that_is_said(
    model: Model, zh: Language
) -> None:
    almost = [3] * 124 + [4] * 126  # 3.504, printed 3.50
    found = view(rated(model, [almost], [5]), model, zh).observations
    assert found.blind == ()
    assert text(found.say).endswith("取整之前略小于这个数，因此没有列出：成就导向。")


@pytest.mark.parametrize(
    ("agreed", "words"),
    [
        ([None, None], ""),
        ([True, None], "评估人数足够的各项中，大家的看法比较一致。"),
        ([False, None], "大家的看法不太一致：成就导向。不妨问问各自是在哪些场合看到的。"),
        (
            [False, True],
            "大家的看法不太一致：成就导向。不妨问问各自是在哪些场合看到的。其余评估人数足够的各项，看法比较一致。",
        ),
    ],
)
def test_agreement_is_told_in_words(model: Model, zh: Language, agreed: list[bool | None], words: str) -> None:
    one = with_results(rated(model, [[4] * 3, [4] * 3], [4, 4]), [{"agreed": a} for a in agreed])
    assert text(view(one, model, zh).agreement) == words


def test_examined_competencies_are_not_in_it(model: Model, zh: Language) -> None:
    one = person(model, [[4] * 3] * 8 + [70] * 4 + [[4] * 3] * 6)
    one = replace(one, competencies=tuple(replace(r, self_rating=Fraction(4)) for r in one.competencies))
    assert len(view(one, model, zh).rows) == 14


def test_what_is_withheld_is_named_once_and_everything_withheld_explained(model: Model, zh: Language) -> None:
    one = rated(model, [[4] * 3, [4] * 2, [4] * 2], [4, 4, 4])
    some, nothing = view(withheld(one, keep=1), model, zh), view(withheld(one, keep=0), model, zh)
    assert len(some.rows) == 1
    assert text(some.notes[-1]) == "有 2 项得分未显示，不列在表中，项目和原因见“说明”。"
    assert (nothing.rows, nothing.columns, nothing.notes) == ((), (), ())
    assert "为保护评估人" in nothing.say


def test_every_organisations_own_relation_has_a_mark() -> None:
    marks = marks_of(["supervisor", "auditor", "partner", MERGED])
    assert len(set(marks.values())) == 4
    assert set(marks.values()) <= set(MARKS)


# ---- comments


def test_comments_stand_as_they_were_written_line_by_line(model: Model, zh: Language) -> None:
    one = replace(
        person(model, [None] * 18), remarks=Remarks(("有进步。",), ("很稳。\r\n\r\n 再主动些。",), ("甲\x07<b>", " \n"))
    )
    seen = remarks_view(one, replace(texts(model, zh), printable=plain))
    assert seen is not None
    assert [(g.title, g.quotes) for g in seen.groups] == [
        ("本人", (("有进步。",),)),
        ("上级", (("很稳。", "再主动些。"),)),
        ("其他评估人", (("甲 <b>",),)),
    ]
    assert seen.note == ""


def test_a_comment_that_is_too_long_ends_with_an_ellipsis(model: Model, zh: Language) -> None:
    long = ("字" * (REMARK_LIMIT - 10), "字" * REMARK_LIMIT, "字" * REMARK_LIMIT + "\n又")
    one = replace(person(model, [None] * 18), remarks=Remarks(others=long))
    seen = remarks_view(one, replace(texts(model, zh), printable=plain))
    assert seen is not None
    lengths = [[len(line) for line in quote] for quote in seen.groups[0].quotes]
    assert lengths == [[REMARK_LIMIT - 10], [REMARK_LIMIT], [REMARK_LIMIT, 1]]
    assert seen.groups[0].quotes[2][1] == "…"


def test_comments_of_too_few_are_said_to_be_there(model: Model, zh: Language) -> None:
    one = person(model, [None] * 18)
    assert remarks_view(one, texts(model, zh)) is None
    seen = remarks_view(replace(one, remarks=Remarks(withheld=True)), texts(model, zh))
    assert seen is not None
    assert seen.note == "另有评语没有显示：写评语的不足 3 人，为保护评估人。"


@pytest.mark.parametrize(
    ("written", "few", "columns"),
    [
        (("很稳。",) * 4, True, 1),
        (("很稳。",) * 12, True, 2),
        (("字" * 60,) * 12, True, 2),
        (("很稳。",) * 40, False, 1),
        (("字" * 300,) * 4, False, 1),
    ],
)
def test_comments_stand_in_columns_while_they_are_few_and_short(
    written: tuple[str, ...], few: bool, columns: int, model: Model, zh: Language
) -> None:
    seen = remarks_view(replace(person(model, [None] * 18), remarks=Remarks(others=written)), texts(model, zh))
    assert seen is not None
    assert (seen.few, seen.columns) == (few, columns)


def test_the_second_column_goes_on_where_the_first_ends(model: Model, zh: Language) -> None:
    remarks = Remarks(("一。",), ("二。",), tuple(f"{i}。" for i in range(12)))
    seen = remarks_view(replace(person(model, [None] * 18), remarks=remarks), texts(model, zh))
    assert seen is not None
    left, right = seen.halves
    assert [g.title for g in (*left, *right)] == ["本人", "上级", "其他评估人", ""]
    assert [quote for g in (*left, *right) for quote in g.quotes] == [quote for g in seen.groups for quote in g.quotes]
    assert 4 <= sum(len(g.quotes) for g in left) <= 8
