"""Writes `input_samples/`: the workbooks of an invented operator's enterprise customer division, every time the same.

    python tools/make_samples.py [folder]

Everything is made up: the company, the people, the mail addresses, the ratings and the marks.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from sample_comments import OWN, item_comments, overall_comment
from sample_people import (
    BEFORE,
    BY_EXAM,
    COMPANY,
    CUSTOMERS,
    DEPARTMENTS,
    HOW_TO_RATE,
    LEGEND,
    MANAGERS,
    MEANING,
    MODEL,
    NO_SELF_RATING,
    NOT_TAKEN,
    NOW,
    PERIOD,
    RATED,
    REMARKS,
    SCALE,
    SEEN_BY_CUSTOMERS,
    SETTINGS,
    STAFF,
    SUBJECTS,
    TEAMS,
    UNKNOWN,
    WEIGHTS,
    YEAR,
    Person,
    answers,
    comments,
    day,
    mark,
)
from sample_sheets import AMBER, BLUE, CELL, EXAMINED, GREEN, ROSE, TEXT, Sheet, Value, empty
from sample_votes import votes, votes_apart

from reportgen.language import language
from reportgen.model.types import Competency
from reportgen.outputs.workbook import results_workbook
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.job import Job, read
from reportgen.settings import load_settings

SAVED = datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001 (workbooks keep local times)

# ---- workbooks: each function yields file names and workbooks

Books = Iterator[tuple[str, Workbook]]
Rows = list[Sequence[Value]]
RATING_NOTE = f"{HOW_TO_RATE}\n评分标准　{LEGEND}"
ITEMS = tuple(c.name_zh.removesuffix("能力") + "\n能力" * c.name_zh.endswith("能力") for c in RATED)


def category(c: Competency) -> str:
    return next(g.name_zh for g in MODEL.categories if g.id == c.category)


def roster() -> Books:
    book = empty()
    sheet = Sheet(book, "人员名单", BLUE, (6, 10, 12, 14, 20, 16, 13, 11, 28, 28))
    sheet.title(1, f"{COMPANY}客户经理评估人员名单（{PERIOD}）")
    sheet.note(2, f"共{len(STAFF)}人　人力资源部{YEAR}年9月30日整理　工号为文本，请保留前面的0")
    rows: Rows = []
    for i, p in enumerate(STAFF, 1):
        who = (i, p.id, p.name, p.grade_name, p.department, p.post, p.joined)
        rows.append((*who, p.manager, MANAGERS[p.manager][1], REMARKS.get(p.id)))
    header = ("序号", "工号", "姓名", "级别", "部门", "岗位", "入职日期", "直接上级", "上级邮箱", "备注")
    sheet.table(4, header, rows, "D", left="IJ")
    sheet.choice("D5", "D", [g.name_zh for g in MODEL.grades])
    yield "人员名单.xlsx", book


def standards() -> Books:
    book = empty()
    sheet = Sheet(book, "标准级别", BLUE, (6, 17, 20, *[14] * len(MODEL.grades)), wide=False)
    sheet.title(1, "客户经理能力素质标准级别")
    sheet.labels(2, ("生效日期", date(YEAR, 1, 1)), (2, 1))
    rows: Rows = []
    for i, c in enumerate(MODEL.competencies, 1):
        levels = (MODEL.level(g.required_for(c.id)).name_zh for g in MODEL.grades)
        rows.append((i, category(c), c.name_zh, *levels))
    sheet.table(4, ("序号", "类别", "能力素质", *(g.name_zh for g in MODEL.grades)), rows, "D")
    sheet.merge_equal(2, 5)
    sheet.choice("D5", "G", [v.name_zh for v in MODEL.levels])
    yield "标准级别.xlsx", book


def exams() -> Books:
    book = empty()
    sheet = Sheet(book, "考试成绩", GREEN, (6, 10, 12, 20, *[11] * len(SUBJECTS)))
    sheet.title(1, f"{COMPANY}客户经理知识与技能考试成绩（{PERIOD}）")
    sheet.labels(2, ("考试日期", date(YEAR, 10, 24)), (2, 1))
    column = 5
    for c in (c for c in MODEL.competencies if c.subjects):
        sheet.put(3, column, c.name_zh, sheet.head, len(c.subjects))
        column += len(c.subjects)
    rows: Rows = []
    for i, p in enumerate((p for p in STAFF if p.exam), 1):
        marks = ("缺考" if (p.id, s.id) == NOT_TAKEN else mark(p, s.id) for s in SUBJECTS)
        rows.append((i, p.id, p.name, p.department, *marks))
    sheet.table(4, ("序号", "工号", "姓名", "部门", *(s.name_zh for s in SUBJECTS)), rows, "D")
    sheet.ws.row_dimensions[4].height = 48
    weights = Sheet(book, "科目权重", GREEN, (20, 34, 16, 10, 32), wide=False)
    weights.title(1, "考试科目权重")
    weights.note(2, "未列出的科目权重为1；级别为空表示适用于所有级别，写明级别的优先。")
    weights.table(3, ("能力素质", "科目", "级别", "权重", "说明"), WEIGHTS, "C", left="BE")
    yield "考试成绩.xlsx", book


FILES_OF_PEERS, SUBORDINATES = 4, 4  # raters at most: of the department where each has a file, and below a person


@dataclass(frozen=True)
class Rater:
    name: str
    id: str
    relation: str


def form(sheet: Sheet, top: int, p: Person, rater: Rater, tick: str, written: set[str] | None = None) -> int:
    """A form with ticks or numbers under 0-6, or with one column of scores; the number of its last row.
    A supervisor's comments are collected in `written`; without it the form is the person's own.
    """
    given = answers(rater.id, p)
    said = OWN.get(p.id, {}) if written is None else comments(rater.id, p, given, written)
    scores = tick == "score"
    points: tuple[Value, ...] = ("评分",) if scores else SCALE
    on = day(12, 16, p.id) if rater.id == p.id else day(19, 23, rater.id, p.id)
    sheet.title(top, f"{COMPANY}客户经理能力素质评估表")
    labels: Rows = [
        ("姓名" if scores else "被评估人", p.name, "工号", p.id, "级别", p.grade_name),
        ("部门", p.department, "岗位", p.post, "日期", on),
        ("评估人", rater.name, "评估人工号", rater.id, "关系", rater.relation),
    ]
    for row, texts in enumerate(labels, top + 1):
        if scores:
            for i in (0, 2, 4):
                sheet.put(row, i + 1, f"{texts[i]}：{texts[i + 1]}", TEXT, 2)
        else:
            sheet.labels(row, texts, (1, 1, 1, 1, 3, 5))
        sheet.ws.row_dimensions[row].height = 22
    sheet.note(top + 4, RATING_NOTE)
    head = top + 5
    sheet.line(head, ("序号", "能力素质", "解释", None, *points, "评语"), sheet.head, 24)
    for number, c in enumerate(MODEL.competencies, 1):
        rating = given.get(c.id)
        ticks: Sequence[Value] = [None if n != rating else n if tick == "number" else tick for n in SCALE]
        texts = (number, c.name_zh, MEANING.get(c.id, BY_EXAM), None, *([rating] if scores else ticks), said.get(c.id))
        sheet.line(head + number, texts, CELL if c.id in MEANING else EXAMINED, 28, left="CFL")
    last = head + len(MODEL.competencies)
    for row in range(head, last + 1):
        sheet.merge(row, 3, columns=2)
    sheet.choice(f"E{head + 1}", get_column_letter(4 + len(points)), SCALE if tick in ("score", "number") else tick)
    sheet.note(last + 1, "评估人签字：＿＿＿＿＿＿＿＿")
    return last + 1


def form_sheet(book: Workbook, name: str, tick: str, tint: str) -> Sheet:
    points = (10,) if tick == "score" else (6,) * len(SCALE)
    return Sheet(book, name, tint, (11, 20, 12, 30, *points, 42), wide=tick != "score")


def supervisors() -> Books:
    """A form per file; one manager keeps a sheet per person in one file."""
    for manager, (manager_id, _, tick) in MANAGERS.items():
        book, written = empty(), set[str]()
        for p in (p for p in STAFF if p.manager == manager):
            book = book if tick == "number" else empty()
            sheet = form_sheet(book, p.name, tick, BLUE)
            form(sheet, 1, p, Rater(manager, manager_id, "上级"), tick, written)
            sheet.ws.page_setup.fitToHeight = 1
            if tick != "number":
                yield f"评分/上级/{p.id}-{p.name}-上级.xlsx", book
        if tick == "number":
            yield f"评分/上级/{manager}-上级评分.xlsx", book


def self_ratings() -> Books:
    """Stacked forms, a sheet per department."""
    book = empty()
    for (department, team), tick in zip(TEAMS.items(), "√●○", strict=True):
        sheet, last = form_sheet(book, department, tick, GREEN), -1
        for p in (p for p in team if p.id != NO_SELF_RATING):
            last = form(sheet, last + 2, p, Rater(p.name, p.id, "自评"), tick)
            sheet.ws.row_breaks.append(Break(last))
    yield "评分/自我评估.xlsx", book


def peers() -> Books:
    """Matrices: a sheet per rater, the other way round in a file per rater, all raters of a department in one table."""
    first, second, third = DEPARTMENTS
    book = empty()
    for rater in peer_raters(first):
        matrix(Sheet(book, rater.name, AMBER, (11, 11, 13, *[8] * len(RATED), 48)), rater)
    yield f"评分/同级/{first}-同级互评.xlsx", book
    for rater in peer_raters(second)[:FILES_OF_PEERS]:
        book = empty()
        matrix_across(Sheet(book, "评分矩阵", AMBER, (15, 18, *[14] * len(rated_by(rater))), wide=False), rater)
        yield f"评分/同级/{second}-{rater.name}.xlsx", book
    rows: Rows = []
    for rater in peer_raters(third):
        who = (rater.id, rater.name, "同级", day(14, 20, rater.id))
        rows += [(*who, p.id, p.name, *peer_answers(rater, p), peer_comment(rater, p)) for p in rated_by(rater)]
    book = empty()
    sheet = Sheet(book, "同级评分", AMBER, (12, 10, 7, 13, 9, 10, *[8] * len(RATED), 48))
    sheet.title(1, f"{third}同级评分汇总表")
    sheet.note(2, RATING_NOTE)
    sheet.table(3, ("评估人工号", "评估人", "关系", "日期", "工号", "姓名", *ITEMS, "评语"), rows, "G", left="U")
    sheet.choice("G4", "T", (*SCALE, UNKNOWN))
    yield f"评分/同级/{third}-同级评分汇总.xlsx", book


def peer_raters(department: str) -> list[Person]:
    return [p for p in TEAMS[department] if p.grade != "1"]


def rated_by(rater: Person) -> list[Person]:
    """The colleagues of the department that are at most a grade away."""
    return [p for p in TEAMS[rater.department] if p != rater and abs(p.grades_above(rater)) <= 1]


def peer_answers(rater: Person, p: Person) -> list[Value]:
    return [UNKNOWN if answer is None else answer for answer in answers(rater.id, p).values()]


def peer_comment(rater: Person, p: Person) -> str | None:
    return overall_comment(rater, p, answers(rater.id, p))


def matrix(sheet: Sheet, rater: Person) -> None:
    sheet.title(1, f"{rater.department}同级评分矩阵")
    sheet.note(2, RATING_NOTE)
    labels = ("评估人", rater.name, "评估人工号", rater.id, "关系", "同级", "日期", day(14, 20, rater.id))
    sheet.labels(3, labels, (1, 1, 1, 1, 1, 1, 1, 2))
    rows = [(p.id, p.name, p.grade_name, *peer_answers(rater, p), peer_comment(rater, p)) for p in rated_by(rater)]
    sheet.table(5, ("工号", "姓名", "级别", *ITEMS, "评语"), rows, "C", left="R")
    sheet.choice("D6", "Q", (*SCALE, UNKNOWN))


def matrix_across(sheet: Sheet, rater: Person) -> None:
    rated = rated_by(rater)
    sheet.title(1, f"{rater.department}同级评分矩阵")
    sheet.note(2, RATING_NOTE)
    sheet.labels(3, ("评估人", rater.name, "评估人工号", rater.id), (1, 1, 1, 1))
    sheet.labels(4, ("关系", "同级", "日期", day(14, 20, rater.id)), (1, 1, 1, 1))
    sheet.line(6, ("类别", "能力素质", *(p.name for p in rated)), sheet.head)
    sheet.line(7, (None, "工号", *(p.id for p in rated)), sheet.head)
    sheet.merge(6, 1, rows=2)
    sheet.ws.freeze_panes = "C8"
    columns = [peer_answers(rater, p) for p in rated]
    for row, (c, *line) in enumerate(zip(RATED, *columns, strict=True), 8):
        sheet.line(row, (category(c), c.name_zh, *line))
    sheet.merge_equal(1, 8)
    sheet.choice("C8", get_column_letter(2 + len(rated)), (*SCALE, UNKNOWN))


def subordinates() -> Books:
    """A long list in Chinese, by colleagues two grades or more below."""
    rows: Rows = []
    for p in STAFF:
        for rater in [r for r in TEAMS[p.department] if p.grades_above(r) > 1][-SUBORDINATES:]:
            who, on = (rater.name, rater.id, "下级"), day(21, 28, rater.id, p.id)
            given = answers(rater.id, p, 0.03)
            said = item_comments(rater.id, p, given)
            answered = [(c, given[c.id]) for c in RATED if given[c.id] is not None]
            rows += [(p.id, p.name, c.name_zh, *who, n, on, said.get(c.id)) for c, n in answered]
    book = empty()
    sheet = Sheet(book, "评分明细", ROSE, (11, 12, 18, 12, 14, 9, 9, 14, 34), wide=False)
    sheet.title(1, "下级对上级能力素质评分明细")
    sheet.note(2, RATING_NOTE)
    sheet.table(
        3, ("工号", "姓名", "能力素质", "评估人", "评估人工号", "关系", "评分", "日期", "评语"), rows, "C", left="I"
    )
    sheet.choice("G4", "G", SCALE)
    yield "评分/下级评分明细.xlsx", book


def customers() -> Books:
    """A long list in English; customers rate what they can see."""
    rows: Rows = []
    for customer, rated in CUSTOMERS.items():
        on = day(12, 28, customer)
        for p in (p for p in STAFF if p.id in rated.split()):
            given = {c.id: answers(customer, p, 0.04)[c.id] for c in SEEN_BY_CUSTOMERS}
            said = item_comments(customer, p, given)
            seen = [(c, given[c.id]) for c in SEEN_BY_CUSTOMERS if given[c.id] is not None]
            rows += [(p.id, p.name, c.name_en, customer, "Customer", n, on, said.get(c.id)) for c, n in seen]
    book = empty()
    sheet = Sheet(book, "Customer ratings", ROSE, (13, 16, 32, 40, 12, 9, 14, 34), wide=False)
    sheet.title(1, "Customer ratings of account managers")
    sheet.note(2, " · ".join(f"{p.value} {p.name_en.lower()}" for p in MODEL.scale))
    header = ("Employee ID", "Employee name", "Competency", "Rater", "Relation", "Rating", "Date", "Comments")
    sheet.table(3, header, rows, "C", left="CDH")
    sheet.choice("F4", "F", SCALE)
    yield "评分/Customer ratings.xlsx", book


# ---- files


def save(path: Path, book: Workbook) -> None:
    """A workbook whose bytes depend on its content only: no clock in its properties or in its archive."""
    book.properties.creator, book.properties.created = "人力资源部", SAVED
    buffer = BytesIO()
    book.save(buffer)
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(buffer) as written, ZipFile(path, "w") as archive:
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{SAVED:%FT%TZ}".encode(), content)
            archive.writestr(ZipInfo(name, SAVED.timetuple()[:6]), content, ZIP_DEFLATED)


def main(folder: Path) -> None:
    kinds = (roster, standards, votes, votes_apart, exams, supervisors, self_ratings, peers, subordinates, customers)
    books = [made for kind in kinds for made in kind()]
    for name, book in books:
        save(folder / name, book)
    settings = SETTINGS if NOW else "".join(line for line in SETTINGS.splitlines(keepends=True) if BEFORE not in line)
    (folder / "reportgen.toml").write_text(settings, encoding="utf-8", newline="\n")
    if NOW:
        (folder / BEFORE).write_bytes(results_before())
    print(f"{len(books)} workbooks and reportgen.toml in {folder}")


def results_before() -> bytes:
    """The results of the cycle before, made of its own workbooks by a process that is told the year."""
    with TemporaryDirectory() as temporary:
        year = {**os.environ, "SAMPLE_YEAR": str(YEAR - 1)}
        subprocess.run([sys.executable, __file__, temporary], env=year, check=True)
        folder = Path(temporary)
        lang = language("zh")
        job = Job(folder, folder / "output", load_settings(folder), lang)
        readers, _ = disclosed(job, read(job))
        return results_workbook(readers.assessment, lang)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "input_samples")
