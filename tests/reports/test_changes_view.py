"""The page on what changed: order, words, what is unknown, and how much of it is shown."""

from dataclasses import replace

from reportgen.language import Language
from reportgen.model.changes import (
    Because,
    CellChange,
    Change,
    Changes,
    FileChange,
    ProblemLine,
    SettingChange,
    cell_text,
)
from reportgen.model.reissue import Document, Reissue
from reportgen.model.types import Model
from reportgen.reports import changes_view as page
from reportgen.reports.changes_view import ChangesView, changes_html, changes_view
from tests.reports.cases import texts

CELL = CellChange("评分.xlsx", "changed", "明细", "E2", "rating", "peer 同事甲", "3", "4", counted=True)
BECAUSE = Because((CELL,))


def change(what: str, before: str, after: str, because: Because = BECAUSE, person: str = "a1") -> Change:
    return Change(
        person, f"人{person}", "goods" if what in ("score", "exam_score") else "", what, before, after, because
    )


def view(tiny: Model, lang: Language, *changes: Change, **more: object) -> ChangesView:
    return changes_view(replace(Changes("compared", changes=changes), **more), texts(tiny, lang))  # type: ignore[arg-type]


def moves(shown: ChangesView) -> list[tuple[str, str, str]]:
    return [(m.label, m.before, m.after) for block in shown.people for row in block.rows for m in row.moves]


def test_numbers_are_shown_as_in_reports_and_words_stand_for_ids(tiny: Model, en: Language) -> None:
    shown = view(
        tiny, en,
        change("score", "3.3333", "4.0000"), change("band", "3", ""), change("coverage", "0.5000", "0.6667"),
        change("grade", "junior", "gone"), change("department", "1.50", ""), change("method", "exam", "rating"),
        change("required_level", "1", "9"), change("shop", "3.0000", "3.5000"), change("n_raters", "1", "2"),
    )  # fmt: skip
    assert moves(shown) == [
        ("Score", "3.33", "4.00"), ("Band", "3 Good", "—"), ("Coverage", "50.0%", "66.7%"),
        ("Grade", "Junior clerk", "gone"), ("Department", "1.50", "—"), ("Method", "exam", "ratings"),
        ("Required level", "1 Does it", "9"), ("Shop", "3.00", "3.50"), ("Number of ratings", "1", "2"),
    ]  # fmt: skip


def test_people_stand_in_order_of_the_largest_change_of_a_score(tiny: Model, en: Language) -> None:
    shown = view(
        tiny, en,
        change("name", "x", "y", person="roster"), change("score", "3.0", "3.1", person="little"),
        change("score", "3.0", "2.0", person="much"), change("score", "", "3.0", person="new score"),
    )  # fmt: skip
    assert [block.id for block in shown.people] == ["new score", "much", "little", "roster"]


def test_beyond_a_limit_people_and_problems_are_counted(tiny: Model, en: Language) -> None:
    problem = ProblemLine("error", "code", "f", "s", "A1", "wrong", "v")
    many = [change("score", "3", "4", person=f"p{n}") for n in range(page.PEOPLE_LIMIT + 2)]
    shown = view(tiny, en, *many, new_problems=(problem,) * (page.PROBLEM_LIMIT + 1))
    assert (len(shown.people), shown.more) == (page.PEOPLE_LIMIT, "… and 2 more people: see changes.csv.")
    assert (len(shown.new_problems), shown.more_new) == (page.PROBLEM_LIMIT, "… and 1 more.")
    assert shown.more_solved == ""


def test_a_change_without_a_cause_stands_out(tiny: Model, zh: Language) -> None:
    unknown = Because((replace(CELL, fate="same"),))
    shown = view(tiny, zh, change("score", "3", "4", unknown))
    html = changes_html(shown, texts(tiny, zh), "Noto Sans CJK SC").decode()
    assert shown.unknown == "有 1 项变化原因不明，请核对。"
    assert '<p class="bad">原因不明，请核对</p>' in html


def test_causes_name_who_said_it_and_what_happened_to_the_file(tiny: Model, en: Language) -> None:
    cells = (
        CELL,
        replace(CELL, part="mark", detail="茶叶", before="absent", after="bad"),
        replace(CELL, part="weight", detail="茶叶", fate="new", before=""),
        replace(CELL, part="vote", detail="专家", before="4", counted=False),
    )
    general = Because(cells, (), (SettingChange("weights.peer", "1", ""),), ("名单.xlsx",), model=True, program=True)
    row = view(tiny, en, change("score", "3", "4", general)).people[0].rows[0]
    assert [(c.text.rpartition(": ")[2], c.detail, c.fate) for c in row.cells] == [
        ("3 → 4", "Peer 同事甲", "file changed"), ("not taken → a mark that was left out", "Tea", "file changed"),
        ("— → 4", "weight Tea", "new file"),
    ]  # fmt: skip
    assert row.general == (
        "1 more cell", "the roster changed: 名单.xlsx", "settings: weights.peer",
    )  # fmt: skip
    assert cell_text(cells[-1], en).endswith("E2: 4 no longer counts")
    assert cell_text(replace(cells[-1], counted=True), en).endswith("E2: 4 counts now")


def test_files_people_who_came_or_went_and_grades_have_parts_of_their_own(tiny: Model, en: Language) -> None:
    vote = Change("", "junior", "greeting", "recalibration_after", "1", "2", BECAUSE)
    shown = view(
        tiny, en, change("person", "", "毛"), change("person", "费", "", person="a2"), vote,
        files=(FileChange("b.xlsx", "renamed", "a.xlsx"), FileChange("c.xlsx", "new", "", 2, 1), FileChange("v.xlsx", "new", "", 1)),
        model=True, program=True, settings=(SettingChange("cycle.to", "", "2026-12-31"),),
    )  # fmt: skip
    assert [(b.id, b.name) for b in (*shown.came, *shown.went, *shown.grades)] == [("a1", "人a1"), ("a2", "人a2"), ("", "Junior clerk")]  # fmt: skip
    assert shown.people == ()
    assert [(f.fate, f.effect) for f in shown.files] == [
        ("file renamed (was a.xlsx)", "changed no number"), ("new file", "entries of 1 person"), ("new file", "votes on levels"),
    ]  # fmt: skip
    assert len(shown.general) == 3


def test_files_that_changed_no_number_are_said_to_have_changed_none(tiny: Model, en: Language) -> None:
    shown = view(tiny, en, files=(FileChange("c.xlsx", "changed"),))
    assert (shown.say, shown.compared) == ("No number changed since the previous reports.", True)


def test_the_first_sentence_names_every_kind_of_cause(tiny: Model, en: Language) -> None:
    by_setting = Because((), (), (SettingChange("weights.peer", "1", ""),), (), model=True, program=True)
    files = (FileChange("c.xlsx", "new", "", 2, 1),)
    shown = view(tiny, en, change("score", "3", "4", by_setting), files=files, model=True, program=True)
    assert shown.say == (
        "Compared with the previous reports, scores changed: 1 person. Because of: "
        "1 file, other settings, another model, another version of the program."
    )
    alone = view(tiny, en, change("score", "3", "4", Because(model=True, program=True)), model=True)
    assert alone.people[0].rows[0].general == ("the model changed", "the program changed")


def test_what_only_follows_from_a_score_is_left_to_the_table(tiny: Model, en: Language) -> None:
    def of_goods(what: str, before: str, after: str) -> Change:
        return Change("a1", "人a1", "goods", what, before, after, BECAUSE)

    noise = (of_goods("surplus", "0.0000", "0.5000"), of_goods("reason", "not-assessed", ""))
    shown = view(tiny, en, of_goods("score", "3.0000", "3.5000"), *noise)
    assert moves(shown) == [("Score", "3.00", "3.50")]
    assert [label for label, *_ in moves(view(tiny, en, *noise))] == ["Surplus", "Reason"]
    gone = view(tiny, en, of_goods("score", "3.0000", ""), of_goods("reason", "", "not-assessed"))
    assert moves(gone)[1] == ("Reason", "—", "not assessed")


def test_a_mean_that_reads_as_before_is_left_to_the_table_unless_it_is_all_there_is(tiny: Model, en: Language) -> None:
    mean = change("overall", "3.3301", "3.3302")
    assert [label for label, *_ in moves(view(tiny, en, change("score", "3.0000", "3.5000"), mean))] == ["Score"]
    assert moves(view(tiny, en, mean)) == [("Mean score", "3.3301", "3.3302")]


def test_what_a_cell_holds_is_shown_though_it_was_left_out(zh: Language) -> None:
    wrong = replace(CELL, after="", left_after="9")
    assert cell_text(wrong, zh).endswith("E2: 3 → 9（未采用）")
    assert cell_text(replace(CELL, before="", left_before="9"), zh).endswith("E2: 9（未采用） → 4")
    assert cell_text(replace(CELL, part="mark", before="80", after="bad", left_after="105"), zh).endswith(
        "80 → 105（未采用）"
    )


def test_reports_to_hand_out_again_stand_in_groups_with_links(tiny: Model, zh: Language) -> None:
    found = (
        Document("person", "a1", "people/a1-毛 小.pdf", "changed", own=True), Document("person", "a2", "people/a2-费.pdf", "changed"),
        Document("person", "a3", "people/a3-新.pdf", "new"), Document("person", "a4", "people/a4-走.pdf", "withdrawn"),
        Document("grade", "junior", "grades/初级.pdf", "changed"),
    )  # fmt: skip
    shown = view(tiny, zh, change("score", "3", "4"), reissue=Reissue(found))
    assert shown.hand_out.say == "需重新发放的报告：个人 3 份、级别 1 份。本次没有生成的：1 份。"
    assert [(group.counted, group.reports[0].name, group.reports[0].href) for group in shown.hand_out.groups] == [
        ("1", "a1-毛 小", "../people/a1-%E6%AF%9B%20%E5%B0%8F.pdf"), ("1", "a2-费", "../people/a2-%E8%B4%B9.pdf"),
        ("1", "a3-新", "../people/a3-%E6%96%B0.pdf"), ("1", "初级", "../grades/%E5%88%9D%E7%BA%A7.pdf"), ("1", "a4-走", ""),
    ]  # fmt: skip
    html = changes_html(shown, texts(tiny, zh), "Noto Sans CJK SC").decode()
    assert 'href="../people/a2-%E8%B4%B9.pdf"' in html


def test_where_no_report_differs_that_is_said(tiny: Model, zh: Language) -> None:
    shown = view(tiny, zh, files=(FileChange("c.xlsx", "changed"),))
    assert (shown.hand_out.say, shown.hand_out.groups) == ("所有报告的内容都与上次相同，无需重新发放。", ())
