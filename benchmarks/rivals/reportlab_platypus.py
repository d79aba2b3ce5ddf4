"""ReportLab: Platypus for texts and tables, its graphics for the charts, an embedded TrueType font."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from benchmarks.rivals.plots import plots
from benchmarks.rivals.reportlab_charts import GREY, INK, PALE, RED, bar, dots, radar
from benchmarks.rivals.serve import View, serve
from benchmarks.rivals.truetype import truetype

SURFACE = colors.HexColor("#eef2f7")
WIDTH = A4[0] - 34 * mm
Style = partial(ParagraphStyle, fontName="Sans", wordWrap="CJK", textColor=INK)
BODY = Style("body", fontSize=9, leading=12.6, spaceAfter=3)
NOTE = Style("note", fontSize=7.5, leading=10.5, textColor=colors.HexColor("#556677"), spaceAfter=2)
SAY = Style("say", fontSize=10.5, leading=14.5, spaceAfter=5)
LEAD = Style("lead", fontName="Sans-Bold", fontSize=11, leading=15, spaceAfter=4)
NAME = Style("name", fontName="Sans-Bold", fontSize=20, leading=25)
H1 = Style("h1", fontName="Sans-Bold", fontSize=14, leading=19, spaceAfter=4)
H2 = Style("h2", fontName="Sans-Bold", fontSize=10.5, leading=14, spaceBefore=5, spaceAfter=3)
RIGHT = Style("right", fontSize=9, leading=12.6, alignment=TA_RIGHT)
QUOTE = Style("quote", fontSize=9, leading=12.6, leftIndent=6, borderColor=PALE, borderWidth=0, spaceAfter=4)
RULED = [
    ("LINEBELOW", (0, 0), (-1, -1), 0.3, PALE), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 2.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2), ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ("FONT", (0, 0), (-1, -1), "Sans", 9), ("TEXTCOLOR", (0, 0), (-1, -1), INK),
]  # fmt: skip
HEAD = [("FONT", (0, 0), (-1, 0), "Sans", 7.5), ("TEXTCOLOR", (0, 0), (-1, 0), GREY)]
PLAIN = [*RULED[1:]]


class Numbered(Canvas):  # type: ignore[misc]  # ReportLab ships no types
    """Pages that know how many there are: drawn at the end, as its users' guide has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (what ReportLab hands over)
        super().__init__(*args, **kwargs)
        self.states: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 (ReportLab's name)
        self.states.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for state in self.states:
            self.__dict__.update(state)
            self.setFont("Sans", 7.5)
            self.drawRightString(A4[0] - 17 * mm, 10 * mm, f"{self._pageNumber} / {len(self.states)}")
            super().showPage()
        super().save()


def text(content: str, style: ParagraphStyle = BODY) -> Paragraph:
    return Paragraph(escape(content), style)


def bold(content: str) -> str:
    return f'<font name="Sans-Bold">{escape(content)}</font>'


def badge(rank: object) -> str:
    return f'<font name="Sans-Bold" color="#ffffff" backColor="#c8102e"> {rank} </font> ' if rank else ""


def table(rows: Sequence[Sequence[Any]], widths: Sequence[float] | None, *styles: Any, ruled: bool = True) -> Table:  # noqa: ANN401
    return Table(rows, widths, style=TableStyle([*(RULED if ruled else PLAIN), *styles]), hAlign="LEFT")


def summary(view: View) -> list[Flowable]:
    sides: list[Flowable] = []
    for title, items, empty in (
        ("优势", view["strengths"], view["strengths_empty"]),
        ("最大差距", view["needs"], view["needs_empty"]),
    ):
        sides.append(text(title, H2))
        rows = [
            [
                Paragraph(f"{badge(i['rank'])}{escape(i['name'])}<br/>{escape(i['note'])}", BODY),
                Paragraph(bold(i["value"]), RIGHT),
            ]
            for i in items
        ]
        sides.append(table(rows, [34 * mm, 20 * mm]) if rows else text(empty))
    figures = [
        Paragraph(f'<font size="15">{bold(f["value"])}</font> {escape(f["unit"])}<br/>{escape(f["label"])}', BODY)
        for f in view["figures"]
    ]
    first = [
        [Paragraph(f"{badge(i['mark'])}{bold(i['name'])}", BODY), text(i["step"]), text(i["aim"], NOTE)]
        for i in view["first"]
    ]
    head = f'{escape(view["name"])} <font size="12" color="#1f4e8c">{escape(view["grade"])}</font>'
    flow: list[Flowable] = [
        Paragraph(head, NAME),
        text(view["ident"], NOTE),
        text(view["result"], LEAD),
        text(view["since"]),
    ]
    flow += [table([figures], [WIDTH / len(figures)] * len(figures), ruled=False)]
    flow += [
        table(
            [[radar(view["radar"], 40 * mm), sides]],
            [120 * mm, 56 * mm],
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ruled=False,
        )
    ]
    flow += [Paragraph(f"{bold('怎么看图')}　{escape(view['reading'])}", NOTE), text("先做什么", H2)]
    return [*flow, table(first, [36 * mm, 90 * mm, 50 * mm])] if first else flow


def profile(view: View) -> list[Flowable]:
    data = view["profile"]
    compared = data["compared"]
    rows: list[list[Any]] = [
        ["", "能力素质", "要求", "", "状况", "得分", "差距", *(["变化"] if compared else []), "依据"]
    ]
    styles: list[Any] = [*HEAD, ("ALIGN", (5, 0), (-1, -1), "RIGHT")]
    for group in data["groups"]:
        styles += [("BACKGROUND", (0, len(rows)), (-1, len(rows)), SURFACE), ("SPAN", (0, len(rows)), (-1, len(rows)))]
        styles += [
            ("FONT", (0, len(rows)), (-1, len(rows)), "Sans-Bold", 9),
            ("ALIGN", (0, len(rows)), (-1, len(rows)), "LEFT"),
        ]
        rows.append([f"{group['name']}　{group['note']}"])
        for row in group["rows"]:
            if row["sign"] and row["sign"]["tone"] == "down":
                styles.append(("TEXTCOLOR", (7, len(rows)), (7, len(rows)), RED))
            styles.append(("FONT", (5, len(rows)), (5, len(rows)), "Sans-Bold", 9))
            rank = str(row["rank"] or "")
            band = f"{row['band']['value']} {row['band']['word']}"
            rows.append([rank, row["name"], row["level"], bar(row["bar"], data["scale"], 46 * mm), band, row["score"], row["gap"],
                         *([row["sign"]["text"]] if compared else []), row["basis"]])  # fmt: skip
    widths = [7, 26, 12, 50, 21, 12, 11, *([17] if compared else []), 20]
    legend = "　".join(data["legend"].values())
    return [text("各项能力离达标线有多远", H1), text(data["say"], SAY), table(rows, [w * mm for w in widths], *styles),
            text(legend, NOTE), text(data["rule"], NOTE)]  # fmt: skip


def categories(view: View) -> list[Flowable]:
    flow: list[Flowable] = [text("按类别看", H1), text(view["categories"]["say"], SAY)]
    for item in view["categories"]["items"]:
        mean = f'<font size="15">{bold(item["mean"])}</font>　{escape(item["met"])}'
        words = [
            text(item["name"], H2),
            Paragraph(mean, BODY),
            text(item["since"]),
            text(item["reading"]),
            Paragraph(bold(item["todo"]), BODY),
        ]
        chart = radar(item["radar"], 23 * mm) if item["radar"] else table(item["lines"], None)
        flow.append(table([[chart, words]], [88 * mm, 88 * mm], ("VALIGN", (0, 0), (-1, -1), "TOP"), ruled=False))
    return flow


def growth(view: View) -> list[Flowable]:
    data = view["growth"]
    flow: list[Flowable] = [text(data["title"], H1), text(data["say"], SAY)]
    for goal in data["goals"]:
        asked = [Paragraph(bold(goal["asked_title"]), BODY), *(text(f"· {line}") for line in goal["asked"])]
        steps = [
            Paragraph(bold("接下来"), BODY),
            *(text(f"□ {line}") for line in goal["steps"]),
            text("完成日期 ____________"),
        ]
        steps += [Paragraph(bold(goal["after_title"]), BODY), text(goal["after"])] if goal["after"] else []
        title = Paragraph(
            f'{badge(goal["rank"])}{escape(goal["name"])}　<font name="Sans" size="7.5">{escape(goal["facts"])}</font>',
            H2,
        )
        sides = table([[asked, steps]], [WIDTH / 2] * 2, ("VALIGN", (0, 0), (-1, -1), "TOP"), ruled=False)
        flow.append(KeepTogether([title, text(goal["where"]), sides]))
    if data["further"]:
        rows = [[i["name"], i["score"], i["band"], text(i["step"])] for i in data["further"]]
        flow += [text(data["further_title"], H2), table(rows, [30 * mm, 14 * mm, 22 * mm, 110 * mm])]
    agreed = [["需要支持的一件事", "回顾日期"], ["本人签名", "直接上级签名"]]
    return [
        *flow,
        text(data["later"], NOTE),
        text("面谈约定", H2),
        Table(agreed, [WIDTH / 2] * 2, [14 * mm] * 2, style=TableStyle(RULED)),
    ]


def others(view: View) -> list[Flowable]:
    data = view["others"]
    own = data["with_own"]
    rows: list[list[Any]] = [["能力素质", "", *(column["label"] for column in data["columns"])]]
    for row in data["rows"]:
        mine = ([row["own"]], [row["difference"]]) if own else ([], [])
        rows.append(
            [row["name"], dots(row["views"], data["scale"], 66 * mm), *mine[0], row["score"], *mine[1], *row["seen"]]
        )
    rest = (WIDTH - 101 * mm) / len(data["columns"])
    styles = (
        *HEAD,
        ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
        ("FONT", (3 if own else 2, 1), (3 if own else 2, -1), "Sans-Bold", 9),
    )
    flow: list[Flowable] = [
        text("别人怎么看", H1),
        text(data["say"], SAY),
        table(rows, [29 * mm, 72 * mm, *[rest] * len(data["columns"])], *styles),
    ]
    flow.append(text("".join(data["notes"]), NOTE))
    for title, items in (
        ("可能的盲点", data["observations"]["blind"]),
        ("可能的潜在优势", data["observations"]["hidden"]),
    ):
        flow += [text(title, H2)] if items else []
        flow += [Paragraph(f"{bold(i['name'])}　{escape(i['facts'])}<br/>{escape(i['question'])}", BODY) for i in items]
    return [*flow, text(data["observations"]["say"]), text(data["agreement"])]


def remarks(view: View) -> list[Flowable]:
    if not view["remarks"]:
        return []
    flow: list[Flowable] = [text("评语", H1)]
    for group in view["remarks"]["groups"]:
        flow.append(text(group["title"], H2))
        flow += [Paragraph("<br/>".join(map(escape, quote)), QUOTE) for quote in group["quotes"]]
    return [*flow, text(view["remarks"]["note"], NOTE)]


def notes(view: View) -> list[Flowable]:
    data = view["notes"]
    flow: list[Flowable] = [text("说明", H1)]
    for block in data["blocks"]:
        flow += [text(block["title"], H2), *(text(paragraph, NOTE) for paragraph in block["paragraphs"])]
    flow += [
        text("词语", H2),
        *(Paragraph(f"{bold(term)}　{escape(meaning)}", NOTE) for term, meaning in data["terms"]),
    ]
    scale = [
        Paragraph(f"{row['band']['value']} {escape(row['band']['word'])}<br/>{escape(row['marks'])}", NOTE)
        for row in data["scale"]
    ]
    return [
        *flow,
        text("评分的含义", H2),
        text(data["scale_note"], NOTE),
        table([scale], [WIDTH / len(scale)] * len(scale), ruled=False),
    ]


def render(view: View, to: Path) -> int:
    def frame(canvas: Canvas, _document: BaseDocTemplate) -> None:
        canvas.setFont("Sans", 7.5)
        canvas.setFillColor(GREY)
        canvas.drawString(17 * mm, A4[1] - 12 * mm, f"{view['page']['document']}　{view['page']['who']}")
        canvas.drawRightString(A4[0] - 17 * mm, A4[1] - 12 * mm, view["page"]["organisation"])
        canvas.drawString(17 * mm, 10 * mm, view["page"]["foot"])

    document = BaseDocTemplate(str(to), pagesize=A4, title=view["page"]["title"], invariant=1)
    area = Frame(17 * mm, 15 * mm, WIDTH, A4[1] - 32 * mm, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate("page", [area], onPage=frame)])
    flow = [*summary(view), PageBreak(), *profile(view), PageBreak(), *categories(view), PageBreak(), *growth(view), PageBreak(),
            *others(view), *remarks(view), PageBreak(), *notes(view)]  # fmt: skip
    document.build(flow, canvasmaker=Numbered)
    return plots(view)


if __name__ == "__main__":
    for name, file in zip(("Sans", "Sans-Bold"), truetype(Path(sys.argv[1])), strict=True):
        pdfmetrics.registerFont(TTFont(name, str(file)))
    pdfmetrics.registerFontFamily("Sans", normal="Sans", bold="Sans-Bold")
    serve(render, name=f"ReportLab {reportlab.__version__}")
