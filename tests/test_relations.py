"""Relations of an organisation's own, from the workbooks to the reports; and what they must not mean."""

from pathlib import Path

import openpyxl
import pytest

from reportgen.language import Language
from reportgen.model.load import ModelError, parse_model
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.model.words import words
from reportgen.pipeline import job
from reportgen.reports.views import Texts
from reportgen.settings import SettingsError, parse_settings
from tests.compare import rows
from tests.conftest import TINY, Rows, WriteBook
from tests.program import pdf_text, run

OWN = """
[relations.partner]
name_zh = "渠道伙伴"
name_en = "Channel partner"
words = ["代理商", "渠道客户"]

[relations.peer]
words = ["协作部门"]
"""
ROSTER: Rows = [["工号", "姓名", "级别"], ["00003", "毛小满", "3级"]]
HEAD = ["工号", "能力素质", "评估人", "关系", "评分"]
FORM: Rows = [["工号", "00003", "评估人", "周工", "关系", "代理商"], ["能力素质", "评分"], ["成就导向", 4]]
SIDE: Rows = [
    ["工号", "00003"],
    ["能力素质", "自评", "上级评分", "渠道伙伴评分"],
    ["成就导向", 5, 3, 6],
    ["抗挫能力", 5, 3, 2],
]


def read(folder: Path, lang: Language, settings: str = OWN) -> Assessment:
    path = folder / "input" / "reportgen.toml"
    return job.read(job.Job(folder / "input", folder / "out", parse_settings(settings, path), lang))


def given(assessment: Assessment) -> list[tuple[str, str, int]]:
    return [(r["competency"], r["relation"], r["rating"]) for r in assessment.ratings.to_dict("records")]


@pytest.fixture
def roster(write_book: WriteBook, tmp_path: Path) -> Path:
    write_book("名单.xlsx", {"名单": ROSTER})
    return tmp_path


def test_a_form_is_read_in_a_relation_of_ones_own(roster: Path, write_book: WriteBook, zh: Language) -> None:
    write_book("表.xlsx", {"表": FORM})
    assert given(read(roster, zh)) == [("achievement", "partner", 4)]


def test_columns_headed_with_a_relation_of_ones_own_are_its_ratings(roster: Path, write_book: WriteBook, zh: Language) -> None:  # fmt: skip
    write_book("表.xlsx", {"表": SIDE})
    assert [g for g in given(read(roster, zh)) if g[1] == "partner"] == [
        ("achievement", "partner", 6),
        ("resilience", "partner", 2),
    ]


def test_a_matrix_whose_columns_are_headed_with_it_is_read(roster: Path, write_book: WriteBook, zh: Language) -> None:
    matrix: Rows = [
        [None, None, "渠道伙伴", None, "同级", None],
        ["工号", "姓名", "成就导向", "抗挫能力", "成就导向", "抗挫能力"],
        ["00003", "毛小满", 4, 5, 2, 3],
    ]
    write_book("矩阵.xlsx", {"矩阵": matrix})
    assert {r[1:] for r in given(read(roster, zh))} == {("partner", 4), ("partner", 5), ("peer", 2), ("peer", 3)}


@pytest.mark.parametrize(
    ("said", "relation"),
    [("渠道伙伴", "partner"), ("代理商", "partner"), (" 代 理 商 ", "partner"), ("channel partner", "partner"), ("partner", "partner"),
     ("代理商评价", "partner"), ("协作部门", "peer"), ("同事", "peer"), ("下级评价", "subordinate"), ("直属领导", "supervisor")],
)  # fmt: skip
def test_a_list_is_read_in_any_of_its_words(
    said: str, relation: str, roster: Path, write_book: WriteBook, zh: Language
) -> None:
    write_book("评分.xlsx", {"明细": [HEAD, ["00003", "成就导向", "周工", said, 4]]})
    assert given(read(roster, zh)) == [("achievement", relation, 4)]


def test_a_title_with_a_word_inside_another_relations_word_means_the_longer_one(roster: Path, write_book: WriteBook, zh: Language) -> None:  # fmt: skip
    """渠道客户 is a partner, although 客户 is a customer."""
    form: Rows = [["2026年渠道客户评分表"], ["工号", "00003", "评估人", "周工"], ["能力素质", "评分"], ["成就导向", 4]]
    write_book("表.xlsx", {"表": form})
    assert given(read(roster, zh)) == [("achievement", "partner", 4)]


def test_an_alias_may_stand_for_a_relation_of_ones_own(roster: Path, write_book: WriteBook, zh: Language) -> None:
    write_book("评分.xlsx", {"明细": [HEAD, ["00003", "成就导向", "周工", "经销商", 4]]})
    assert given(read(roster, zh, OWN + '[aliases]\n"经销商" = "渠道伙伴"')) == [("achievement", "partner", 4)]


def test_an_unknown_relation_is_told_with_all_there_are_and_how_to_add_one(roster: Path, write_book: WriteBook, zh: Language, en: Language) -> None:  # fmt: skip
    write_book(
        "评分.xlsx",
        {"明细": [HEAD, ["00003", "成就导向", "周工", "邻居", 4], ["00003", "抗挫能力", "周工", "代里商", 4]]},
    )
    found = [p for p in read(roster, zh).problems if p.code == "unknown-relation"]
    assert [p.source.cell for p in found] == ["D2", "D3"]
    assert "自评、上级、同级、下级、客户、渠道伙伴" in found[0].message(zh)
    assert "[relations]" in found[0].message(zh)
    assert "Self, Supervisor, Peer, Subordinate, Customer, Channel partner" in found[0].message(en)
    assert found[1].nearest == "渠道伙伴"


def test_without_the_settings_its_words_are_unknown_to_the_next_job(roster: Path, write_book: WriteBook, zh: Language) -> None:  # fmt: skip
    write_book("表.xlsx", {"表": FORM})
    assert given(read(roster, zh)) == [("achievement", "partner", 4)]
    assert "unknown-relation" in {p.code for p in read(roster, zh, "").problems}
    assert len(words().relations) == 5


def test_without_weights_it_counts_as_peers_do_and_with_them_as_weighted(roster: Path, write_book: WriteBook, zh: Language) -> None:  # fmt: skip
    write_book("表.xlsx", {"表": SIDE})
    assert read(roster, zh).people[0].competencies[0].score == pytest.approx(4.5)
    weighted = read(roster, zh, OWN + "[weights]\nsupervisor = 2\npartner = 1").people[0].competencies[0]
    assert weighted.score == 4
    assert {s.relation: str(s.share) for s in weighted.shares} == {"supervisor": "2/3", "partner": "1/3"}
    unweighted = read(roster, zh, OWN + "[weights]\nsupervisor = 2").people[0].competencies[0]
    assert unweighted.score == 3


@pytest.mark.parametrize(
    ("word", "what"),
    [("评分", "a header"), ("成就导向", "a competency"), ("达标", "a band"), ("3级", "a grade"), ("中级", "a level"),
     ("5", "a number"), ("√", "tick"), ("不了解", "no answer"), ("法律法规", "a subject")],
)  # fmt: skip
def test_a_word_that_means_something_else_in_workbooks_is_refused(
    word: str, what: str, roster: Path, zh: Language, model: Model
) -> None:
    assert any(s.name_zh == "法律法规" for c in model.competencies for s in c.subjects)
    for settings, key in (
        (f'[relations.peer]\nwords = ["{word}"]', "relations.peer.words"),
        (f'[relations.partner]\nname_zh = "{word}"', "relations.partner.name_zh"),
    ):
        with pytest.raises(SettingsError) as caught:
            read(roster, zh, settings)
        (fault,) = caught.value.faults
        assert fault[0] == key
        assert what in fault[1]
        assert "choose another word" in fault[1]


def test_a_model_file_cannot_bring_relations() -> None:
    with pytest.raises(ModelError, match=r"relations.*reportgen\.toml"):
        parse_model(f'relations = [{{ id = "x", name_zh = "甲", name_en = "A" }}]\n{TINY}', "tiny.toml")


def test_the_set_minimum_is_the_models_for_the_job(roster: Path, zh: Language) -> None:
    settings = parse_settings("[anonymity]\nminimum = 5", roster)
    found = job.model_of(job.Job(roster / "input", roster / "out", settings, zh))
    assert (found.thresholds.shown_raters, found.thresholds.range_raters) == (5, 6)


def test_several_relations_shown_as_one_have_a_name(model: Model, zh: Language, en: Language) -> None:
    names = [Texts(lang, model, None).relation(r) for lang in (zh, en) for r in ("other", "peer")]  # type: ignore[arg-type]
    assert names == ["其他", "同级", "Others", "Peer"]


def test_every_document_and_command_knows_its_name(roster: Path, write_book: WriteBook) -> None:
    write_book("表.xlsx", {"表": SIDE})
    write_book("评分.xlsx", {"明细": [HEAD, ["00003", "成就导向", "周工", "代理商", 4]]})
    (roster / "input" / "reportgen.toml").write_text(
        f"{OWN}[weights]\nsupervisor = 1\npartner = 1\n[anonymity]\nminimum = 1\n", encoding="utf-8"
    )
    built = run("build", "input", cwd=roster)
    assert built.returncode in (0, 1), built.stderr
    out = roster / "output"
    assert "渠道伙伴 · " in (out / "data" / "explain" / "00003.html").read_text(encoding="utf-8")
    assert "渠道伙伴" in (out / "data" / "admin.html").read_text(encoding="utf-8")
    assert "渠道伙伴50%" in pdf_text(next((out / "people").iterdir()))
    assert {r["relation"] for r in rows(out / "data" / "ratings.csv")} == {"self", "supervisor", "partner"}
    assert "渠道伙伴 周工" in run("explain", "00003", "成就导向", "--input", "input", cwd=roster).stdout
    assert "渠道伙伴" in run("check", "input", cwd=roster).stdout
    book = openpyxl.load_workbook(roster / "input" / "评分.xlsx")
    book.active["E2"] = 2  # type: ignore[index]
    book.save(roster / "input" / "评分.xlsx")
    run("build", "input", cwd=roster)
    assert "渠道伙伴 周工" in (out / "data" / "changes.html").read_text(encoding="utf-8")
