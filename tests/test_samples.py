"""The samples: what a new user sees first comes out whole, and says the same thing everywhere."""

import csv
import re
import stat
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from reportgen.assessment.readers import for_readers
from reportgen.language import language
from reportgen.model.words import words
from reportgen.pipeline.job import Job, read
from reportgen.settings import load_settings
from tests.compare import rows
from tests.program import SAMPLES, alternatives, pdf_fonts, pdf_text, run


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports on the samples."""
    folder = tmp_path_factory.mktemp("samples") / "out"
    done = run("build", SAMPLES, "--output", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(output: Path) -> dict[str, list[str]]:
    """The text of every page of every report, by the report's name; reading them takes longer than making them."""
    files = [*(output / "people").iterdir(), *(output / "grades").iterdir()]
    return {path.stem: [page.extract_text() for page in PdfReader(path).pages] for path in files}


def test_everybody_and_every_grade_has_a_report(output: Path) -> None:
    people = rows(output / "data" / "people.csv")
    assert {path.name for path in (output / "people").iterdir()} == {
        f"{p['person_id']}-{p['name']}.pdf" for p in people
    }
    assert {path.stem for path in (output / "grades").iterdir()} == {
        "客户经理4级", "客户经理3级", "客户经理2级", "客户经理1级",
    }  # fmt: skip


def withheld_of(output: Path) -> set[tuple[str, str]]:
    """Of whom readers do not see what: competencies, categories, `overall`."""
    return {(row["person_id"], row["competency"]) for row in rows(output / "data" / "withheld.csv")}


def shown(row: dict[str, str], *, withheld: bool = False) -> str:
    """A score of the table as a report has to show it: two decimals that stay within their band."""
    if withheld:
        return "未显示"
    if not row["score"]:
        return "未评估"
    exact = Decimal(row["score"])
    text = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    crossed = int(text.quantize(Decimal(1), ROUND_HALF_UP)) != int(row["band"]) or text >= 5 > exact
    return str(exact.quantize(Decimal("0.01"), ROUND_DOWN) if crossed else text)


def changed(row: dict[str, str] | None, value: str) -> str:
    """What the table of bars says of the change since the cycle before, as a pattern."""
    if row is None:
        return ""
    if row["comparable"] != "yes" or value == "未显示":
        return "( 不可比| 上次未评估| 上次未显示|)"
    size = Decimal(value) - Decimal(row["previous"])
    sign = {"up": r" ▲ ?\+", "down": r" ▼ ?−"}.get(row["direction"], r" [+−]" if size else " ")
    return f"{sign}{abs(size):.2f}"


def test_numbers_in_text_and_charts_of_a_report_are_those_of_the_tables(
    output: Path, pages: dict[str, list[str]]
) -> None:
    scores, withheld = rows(output / "data" / "scores.csv"), withheld_of(output)
    compared = {(row["person_id"], row["competency"]): row for row in rows(output / "data" / "comparison.csv")}
    for person in rows(output / "data" / "people.csv"):
        path = next((output / "people").glob(f"{person['person_id']}-*.pdf"))
        text = pages[path.stem]
        assert person["name"] in text[0]
        assert person["person_id"] in text[0]
        own = [row for row in scores if row["person_id"] == person["person_id"]]
        seen = alternatives(PdfReader(path))
        for row in own:
            hidden = (row["person_id"], row["competency"]) in withheld
            name, value = row["competency_name"], shown(row, withheld=hidden)
            assert f"{name}\n{value}" in text[0], "the radar of the first page"
            assert any(f"{name} {value}" in alt for alt in seen), "what the radars say they show"
            if person["assessed"] == "0":
                continue
            told = row["score"] and not hidden
            gap = f" {5 - Decimal(value):.2f}" if told and Decimal(value) < 5 else ""
            numbers = f" {value}{gap}" if told else ""
            in_the_bar = (
                "(?:(?:未显示\u3000自评 |没有评分|考试未完成)[^\\n]{0,8} )?"  # why, in the words of the picture
            )
            level = f"{row['band']} ?{row['band_name']}" if told else f"{in_the_bar}{value}"
            change = changed(compared.get((person["person_id"], row["competency"])), value)
            basis = r"( \d+ 份评分| 考试 \d+\.\d\d)?"
            line = rf"{name} [初中高资][级深] {level}{numbers}{change}{basis}\n"
            assert re.search(line, text[1]), "the table of bars"
            assert any(alt.startswith(f"{name}：{value}") for alt in seen), "what a bar says it shows"
            in_category = [
                r["score"] and (r["person_id"], r["competency"]) not in withheld
                for r in own
                if r["category"] == row["category"]
            ]
            assert sum(map(bool, in_category)) < 2 / 3 * len(in_category) or re.search(
                rf"{name}\s{value}", "".join(text[2:4])
            ), "the category's radar"
        figures = re.search(r"(\S+) 平均得分.* (\S+( %)?) 达标率", text[0])
        kept_back = {what for who, what in withheld if who == person["person_id"]}
        if "overall" in kept_back:
            assert "— 平均得分：未显示" in text[0]
        elif person["assessed"] == "18":
            assert figures
            # the table has four decimals, the report two of the exact mean
            assert abs(Decimal(figures[1]) - Decimal(person["overall"])) <= Decimal("0.00505")
        if kept_back:
            assert "— 达标率：未显示" in text[0]
        elif int(person["assessed"]) >= 9:
            assert f"{Decimal(person['attainment']) * 100:.1f} % 达标率" in text[0]


def test_every_font_is_embedded_and_every_page_is_stamped(output: Path, pages: dict[str, list[str]]) -> None:
    for path in [*(output / "people").iterdir(), *(output / "grades").iterdir()]:
        fonts = pdf_fonts(path)
        assert all(fonts.values()), fonts
        assert len(fonts) == 2, "regular and bold of one family, no fallback"
    for name, texts in pages.items():
        assert all("示例" in text for text in texts), name


def test_two_people_of_one_name_have_two_reports(output: Path) -> None:
    names = [p["name"] for p in rows(output / "data" / "people.csv")]
    twice = {name for name in names if names.count(name) == 2}
    assert len(twice) == 1
    assert len(list((output / "people").glob(f"*-{twice.pop()}.pdf"))) == 2


def test_people_without_marks_or_with_a_missed_subject_are_shown_as_such(output: Path) -> None:
    reasons = {(s["person_id"], s["reason"]) for s in rows(output / "data" / "scores.csv") if s["reason"]}
    assert {reason for _, reason in reasons} == {"not-assessed", "exam-incomplete"}
    for person, reason in reasons:
        text = pdf_text(next((output / "people").glob(f"{person}-*.pdf")))
        assert ("没有评分也没有成绩" if reason == "not-assessed" else "缺考") in text


def test_samples_show_how_raters_are_protected(output: Path) -> None:
    seen = {(row["relation"], row["shown"]) for row in rows(output / "data" / "relations.csv")}
    relations = {"self", "supervisor", "peer", "subordinate", "customer"}
    assert {relation for relation, shown in seen if shown == "yes"} == relations
    assert {relation for relation, shown in seen if shown == "no"} == relations - {"self"}
    hidden: dict[str, set[str]] = {}
    for person, what in withheld_of(output):
        hidden.setdefault(person, set()).add(what)
    assert 3 <= len(hidden) <= 4
    assert sum("overall" in what for what in hidden.values()) == 1
    assert len({"basic", "functional"} & hidden["002871"]) == 2, "with two raters but the superior nothing is shown"


def test_samples_have_raters_and_comments_of_every_kind() -> None:
    assessment = read(Job(SAMPLES, Path("none"), load_settings(SAMPLES), language("zh")))
    order = tuple(relation.id for relation in words().relations)
    people = for_readers(assessment, minimum=3, order=order).assessment.people
    flagged = {rater.rater: set(rater.flags) for rater in assessment.raters if rater.flags}
    assert set().union(*flagged.values()) >= {"all-alike", "far-off", "severe", "few-answers"}
    assert len(flagged) == 4, "few are worth a second look"
    remarks = [p.remarks for p in people]
    assert any(r.own for r in remarks)
    assert any(r.withheld for r in remarks)
    assert sum(len(r.others) >= 3 for r in remarks) > len(people) / 2
    written = [text for r in remarks for text in r.others]
    assert any("×××" in text for text in written), "names of raters"
    assert any(len(text) > 150 and "\n" in text for text in written), "several paragraphs"
    results = [c for p in people for c in p.competencies if not c.withheld]
    assert any(c.spread for c in results)
    assert {c.agreed for c in results} == {True, False, None}
    differences = [[c.self_rating - c.others for c in p.competencies if c.self_rating is not None and c.others is not None] for p in people]  # fmt: skip
    blind, strong = ([sum(sign * d >= 1.5 for d in own) for own in differences] for sign in (1, -1))
    assert 1 in blind
    assert max(blind) > 3
    assert 1 in strong
    assert max(strong) > 3


def test_readers_files_name_no_rater_and_no_source(output: Path) -> None:
    with (output / "data" / "ratings.csv").open(encoding="utf-8-sig", newline="") as file:
        ratings = list(csv.DictReader(file))
    people = {p["name"] for p in rows(output / "data" / "people.csv")} | {
        p["manager"] for p in rows(output / "data" / "people.csv")
    }
    raters = {r["rater"] for r in ratings} - people
    assert raters
    book = openpyxl.load_workbook(output / "results.xlsx")
    cells = {str(c.value) for sheet in book for line in sheet.iter_rows() for c in line if c.value is not None}
    index = (output / "index.html").read_text(encoding="utf-8")
    for rater in raters:
        assert rater not in cells
        assert rater not in index
    for source in {r["file"] for r in ratings}:
        assert source not in cells
        assert source not in index


def test_links_of_the_index_lead_to_files(output: Path) -> None:
    from urllib.parse import unquote

    links = re.findall(r'href="([^"]+)"', (output / "index.html").read_text(encoding="utf-8"))
    assert len(links) == 24 + 4 + 1
    for link in links:
        assert (output / unquote(link)).is_file(), link


def test_files_are_for_their_owner_only(output: Path) -> None:
    for path in output.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_votes_are_shown_in_the_grades_that_were_voted_on(output: Path) -> None:
    said = {grade: pdf_text(output / "grades" / f"客户经理{grade}级.pdf") for grade in "4321"}
    assert {grade for grade, text in said.items() if "要求水平的动态调整" in text} == {"3", "2"}
    assert {row["grade"] for row in rows(output / "data" / "recalibration.csv")} == {"3", "2"}
