"""The template of the mail merge: a Word document with docxtpl's tags, as an office would lay it out in Word."""

from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FAMILY = "Noto Sans CJK SC"
COLUMNS = 8  # of numbers in the table of what others say, at most


def template(path: Path) -> None:
    """Write the template."""
    document = docx.Document()
    _settled(document)
    _first_page(document)
    _profile(document)
    _categories(document)
    _growth(document)
    _others(document)
    _notes(document)
    document.save(str(path))


def _settled(document: Document) -> None:
    """Page, fonts, header and footer."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin, section.bottom_margin = Mm(18), Mm(15)
    section.header_distance = section.footer_distance = Mm(8)
    for name, size in (("Normal", 9), ("Title", 20), ("Heading 1", 14), ("Heading 2", 10.5)):
        style = document.styles[name]
        style.font.name, style.font.size = FAMILY, Pt(size)
        style.font.bold = name != "Normal"
        style.font.color.rgb = RGBColor(0x1D, 0x27, 0x33)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            fonts.set(qn(attribute), FAMILY)
        for attribute in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme"):
            fonts.attrib.pop(qn(attribute), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(0 if name == "Normal" else 3),
            Pt(2),
        )
        style.paragraph_format.line_spacing = 1.0
    _run(
        section.header.paragraphs[0], "{{ view.page.document }}　{{ view.page.who }}　　{{ view.page.organisation }}", 8
    )
    foot = section.footer.paragraphs[0]
    _run(foot, "{{ view.page.foot }}　　", 8)
    for code in ("PAGE", " / ", "NUMPAGES"):
        if code == " / ":
            _run(foot, code, 8)
            continue
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        foot._p.append(field)  # noqa: SLF001 (python-docx has no fields)


def _run(paragraph: Paragraph, text: str, size: float = 9, *, bold: bool = False, red: bool = False) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    if red:
        run.font.color.rgb = RGBColor(0xC8, 0x10, 0x2E)
    return paragraph


def _text(document: Document | _Cell, text: str, size: float = 9, *, bold: bool = False) -> Paragraph:
    return _run(document.add_paragraph(), text, size, bold=bold)


def _heading(document: Document, text: str, *, page: bool = True) -> None:
    paragraph = document.add_paragraph(style="Heading 1")
    paragraph.paragraph_format.page_break_before = page
    paragraph.add_run(text)


def _table(
    document: Document | _Cell, widths: Sequence[float], lines: Sequence[Sequence[str] | str], *, strong: int = -1, grid: bool = True
) -> None:  # fmt: skip
    """A table; a line that is a tag is a row of its own, which docxtpl takes away."""
    table = document.add_table(0, len(widths))
    if grid:
        table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for line in lines:
        cells = table.add_row().cells
        texts = [line] if isinstance(line, str) else line
        for i, (cell, text) in enumerate(zip(cells, texts, strict=False)):
            _run(cell.paragraphs[0], text, bold=i == strong)
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Mm(width)


def _first_page(document: Document) -> None:
    document.add_paragraph("{{ view.name }}　{{ view.grade }}", style="Title")
    _text(document, "{{ view.ident }}", 8)
    _text(document, "{{ view.result }}", 11, bold=True)
    _text(document, "{{ view.since }}")
    cells = tuple(
        f"{{{{ view.figures[{i}].value }}}} {{{{ view.figures[{i}].unit }}}}\n{{{{ view.figures[{i}].label }}}}"
        for i in range(4)
    )
    _table(document, [44] * 4, [cells], grid=False)
    table = document.add_table(1, 2)
    left, right = table.rows[0].cells
    left.width, right.width = table.columns[0].width, table.columns[1].width = Mm(116), Mm(60)
    left.paragraphs[0].add_run("{{ charts.radar }}")
    for title, items in (("优势", "strengths"), ("最大差距", "needs")):
        _text(right, title, 10.5, bold=True)
        lines = (f"{{%tr for i in view.{items} %}}", ("{{ i.name }}\n{{ i.note }}", "{{ i.value }}"), "{%tr endfor %}")
        _table(right, (38, 20), lines, strong=1)
    right.add_paragraph()
    _text(document, "怎么看图　{{ view.reading }}", 8)
    document.add_paragraph("先做什么", style="Heading 2")
    first = (
        "{%tr for i in view.first %}",
        ("{{ i.mark }} {{ i.name }}", "{{ i.step }}", "{{ i.aim }}"),
        "{%tr endfor %}",
    )
    _table(document, (36, 90, 50), first, strong=0)


def _profile(document: Document) -> None:
    _heading(document, "各项能力离达标线有多远")
    _text(document, "{{ view.profile.say }}", 10.5)
    document.add_paragraph().add_run("{{ charts.bars }}")
    row = ("{{ row.rank or '' }}", "{{ row.name }}", "{{ row.level }}", "{{ row.band.value }} {{ row.band.word }}", "{{ row.score }}",
           "{{ row.gap }}", "{{ row.sign.text if row.sign else '' }}", "{{ row.basis }}")  # fmt: skip
    lines = (("", "能力素质", "要求", "状况", "得分", "差距", "变化", "依据"), "{%tr for group in view.profile.groups %}",
             ("", "{{ group.name }}", "", "{{ group.note }}"), "{%tr for row in group.rows %}", row, "{%tr endfor %}", "{%tr endfor %}")  # fmt: skip
    _table(document, (8, 34, 20, 30, 18, 18, 24, 24), lines, strong=4)
    _text(document, "{{ view.profile.rule }}", 8)


def _categories(document: Document) -> None:
    _heading(document, "按类别看")
    _text(document, "{{ view.categories.say }}", 10.5)
    document.add_paragraph("{%p for item in view['categories']['items'] %}")
    table = document.add_table(1, 2)
    left, right = table.rows[0].cells
    left.width, right.width = table.columns[0].width, table.columns[1].width = Mm(80), Mm(96)
    left.paragraphs[0].add_run("{{ charts['category%d' % loop.index] }}")
    _run(right.paragraphs[0], "{{ item.name }}", 10.5, bold=True)
    _text(right, "{{ item.mean }}　{{ item.met }}", 11, bold=True)
    for name in ("since", "reading", "todo"):
        _text(right, f"{{{{ item.{name} }}}}")
    document.add_paragraph("{%p endfor %}")


def _growth(document: Document) -> None:
    _heading(document, "{{ view.growth.title }}")
    _text(document, "{{ view.growth.say }}", 10.5)
    document.add_paragraph("{%p for goal in view.growth.goals %}")
    document.add_paragraph("{{ goal.rank or '' }} {{ goal.name }}　{{ goal.facts }}", style="Heading 2")
    _text(document, "{{ goal.where }}")
    asked = "{{ goal.asked_title }}{% for line in goal.asked %}\n· {{ line }}{% endfor %}"
    steps = "接下来{% for line in goal.steps %}\n□ {{ line }}{% endfor %}\n完成日期 ____________\n{{ goal.after_title }}\n{{ goal.after }}"
    _table(document, (88, 88), [(asked, steps)], grid=False)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{{ view.growth.further_title }}", style="Heading 2")
    row = ("{{ i.name }}", "{{ i.score }}", "{{ i.band }}", "{{ i.step }}")
    _table(document, (30, 14, 22, 110), ("{%tr for i in view.growth.further %}", row, "{%tr endfor %}"), strong=1)
    _text(document, "{{ view.growth.later }}", 8)
    document.add_paragraph("面谈约定", style="Heading 2")
    _table(document, (88, 88), [("需要支持的一件事\n\n", "回顾日期\n\n"), ("本人签名\n\n", "直接上级签名\n\n")])


def _others(document: Document) -> None:
    _heading(document, "别人怎么看")
    _text(document, "{{ view.others.say }}", 10.5)
    document.add_paragraph().add_run("{{ charts.dots }}")
    head = ("能力素质", *(f"{{{{ heads[{i}] }}}}" for i in range(COLUMNS)))
    row = ("{{ row[0] }}", *(f"{{{{ row[{i}] }}}}" for i in range(1, COLUMNS + 1)))
    _table(
        document, (36, *[140 / COLUMNS] * COLUMNS), (head, "{%tr for row in seen %}", row, "{%tr endfor %}"), strong=2
    )
    _text(document, "{{ view.others.notes | join }}", 8)
    document.add_paragraph("{%p for item in view.others.observations.blind + view.others.observations.hidden %}")
    _text(document, "{{ item.name }}　{{ item.facts }}\n{{ item.question }}")
    document.add_paragraph("{%p endfor %}")
    _text(document, "{{ view.others.observations.say }}{{ view.others.agreement }}")
    _heading(document, "评语", page=False)
    document.add_paragraph("{%p for group in view.remarks.groups %}")
    document.add_paragraph("{{ group.title }}", style="Heading 2")
    _text(
        document,
        "{% for quote in group.quotes %}{{ '' if loop.first else '\\n' }}“{{ quote | join('\\n') }}”{% endfor %}",
    )
    document.add_paragraph("{%p endfor %}")


def _notes(document: Document) -> None:
    _heading(document, "说明")
    document.add_paragraph("{%p for block in view.notes.blocks %}")
    document.add_paragraph("{{ block.title }}", style="Heading 2")
    _text(document, "{{ block.paragraphs | join('\\n') }}", 8)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("词语", style="Heading 2")
    _text(
        document,
        "{% for term, meaning in view.notes.terms %}{{ '' if loop.first else '\\n' }}{{ term }}　{{ meaning }}{% endfor %}",
        8,
    )
    document.add_paragraph("评分的含义", style="Heading 2")
    _text(document, "{{ view.notes.scale_note }}", 8)
    cells = [
        f"{{{{ view.notes.scale[{i}].band.value }}}} {{{{ view.notes.scale[{i}].band.word }}}}\n{{{{ view.notes.scale[{i}].marks }}}}"
        for i in range(7)
    ]
    _table(document, [25] * 7, [cells], grid=False)
