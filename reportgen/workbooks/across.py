"""Matrices with the persons across: competencies in rows, above them lines of names, ids, perhaps raters or 评分 | 备注.

Lines are known by the word in their corner; where it says nothing, by the people of the roster in them.
"""

from collections.abc import Mapping

from reportgen.model.words import Lexicon
from reportgen.workbooks.blocks import Block, Known
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.header_row import HeaderRow, is_sub_row, single_row, sub_meaning
from reportgen.workbooks.labels import inline_value, is_label

LINES = frozenset({"person_id", "name", "rater", "rater_id", "relation", "date", "grade", "department"})
WHO = frozenset({"person_id", "name", "rater", "rater_id"})
_CORNER = 7  # columns before the competencies: number, category, merged perhaps
_MORE_LINES = 3  # prompts, thresholds and the like between the lines and the competencies
_OTHER_TABLES = frozenset({"rating", "before", "after", "vote", "subject", "mark"})


def across(grid: Grid, number: int, lexicon: Lexicon, known: Known) -> Block | None:
    """The matrix that a row would start as its first line of people; None when it is none."""
    corner = grid.rows[number][0]
    if any(
        c.kind == "text" and lexicon.competency(c.text)
        for c in grid.rows[number]
        if c.column <= corner.column + _CORNER
    ):
        return None  # a line of ratings
    column, first = _first_competency(grid, number, corner, lexicon)
    if first is None or column is None:
        return None
    lines = _lines(grid, range(number, first), column, lexicon, known)
    if not lines.keys() & WHO or (_only_names(lines) and not _known_line(grid, lines, column, lexicon, known)):
        return None
    people, relations, comments = _columns(grid, lines, column, lexicon)
    only_raters = not lines.keys() & {"person_id", "name"}
    if not people or not _covers(grid, lines, people) or (only_raters and len(people) == 1):
        return None
    beside = {
        name: c.column
        for line in lines.values()
        for c in grid.rows[line]
        if (name := lexicon.field(c.text)) in ("required", "gap", "total", "mean", "comment")
    }
    columns = {"competency": column, **beside, **{f"{name}_row": line for name, line in lines.items()}}
    return Block(
        "matrix-across", grid, number, columns, people, first=first, relations=relations,
        comments=dict.fromkeys(comments, ""),
    )  # fmt: skip


def _lines(grid: Grid, rows: range, column: int, lexicon: Lexicon, known: Known) -> dict[str, int]:
    """The lines of names, ids, raters … above the competencies, by what they hold; none when the rows are no such lines."""
    lines: dict[str, int] = {}
    word: str | None = None  # what a merged heading over the names says they are: 评估人
    for line in (row for row in rows if row in grid.rows):
        cells = [c for c in grid.rows[line] if c.column > column and not _is_beside(c, lexicon)]
        heading = _heading(grid, cells, lexicon) if line == rows.start else None
        if heading:
            word = heading
            continue
        header = _is_header(single_row(grid, line, lexicon), lexicon)
        if header and not is_sub_row_of(cells, lexicon):
            return {}
        name = _line_of(grid, line, column, cells, lexicon, known, first=line == rows.start or bool(word), word=word)
        if name is None and lines and _is_prompt(grid, line, column, lexicon):
            continue
        if name is None or name in lines or (name != "sub" and header):
            return {}
        lines[name] = line
        word = None
    above = [c for c in grid.rows.get(rows.start - 1, []) if c.column > column]
    if lines.keys() & WHO and "name" not in lines and sum(1 for c in above if known(c.text) == "name") > 1:
        lines["name"] = rows.start - 1  # names whose corner says nothing: they must fit the ids
    return lines


def _is_beside(cell: Cell, lexicon: Lexicon) -> bool:
    """Whether a cell heads a column beside those of the people: 要求, 合计, 评语."""
    return lexicon.is_total(cell.text) or lexicon.field(cell.text) == "comment"


def _first_competency(grid: Grid, number: int, corner: Cell, lexicon: Lexicon) -> tuple[int | None, int | None]:
    """Column and row of the first competency below a possible header, at most a few lines down."""
    for line in range(number + 1, number + 1 + len(LINES) + _MORE_LINES):
        if sum(1 for c in grid.rows.get(line, []) if c.kind == "text" and lexicon.competency(c.text)) > 1:
            break
        for cell in grid.rows.get(line, []):
            if cell.column > corner.column + _CORNER:
                break
            if cell.kind == "text" and lexicon.field(cell.text) is None and lexicon.competency(cell.text):
                return cell.column, line
    return None, None


def _heading(grid: Grid, cells: list[Cell], lexicon: Lexicon) -> str | None:
    """What a single merged heading says about the names below it."""
    if len(cells) == 1 and cells[0].kind == "text" and grid.right_of(cells[0]) > cells[0].column + 1:
        name = lexicon.field(cells[0].text)
        return name if name in WHO else None
    return None


def _line_of(
    grid: Grid,
    line: int,
    column: int,
    cells: list[Cell],
    lexicon: Lexicon,
    known: Known,
    *,
    first: bool,
    word: str | None,
) -> str | None:
    """What a line above the competencies holds: names, ids, raters, …; None when it belongs to no such matrix."""
    corner = grid.spread(line, column)
    said = word or (lexicon.field(corner.text) if corner.kind == "text" else None)
    if not cells:
        return None
    if said not in LINES and not first and grid.at(line, column).blank and is_sub_row_of(cells, lexicon):
        return "sub"
    named = [inline_value(cell, lexicon) for cell in cells]
    if said == "competency" and all(pair and pair[0] in WHO and pair[1] for pair in named):
        return named[0][0] if named[0] else None
    if any(is_label(cell, lexicon) and not lexicon.is_total(cell.text) for cell in cells):
        return None
    if said in ("rater", "rater_id", "relation"):
        return said
    people = [found for cell in cells if (found := known(cell.text)) is not None]
    if people and len(people) * 2 >= len(cells):
        return max(set(people), key=people.count)
    if said == "competency":
        if all(c.kind == "text" and lexicon.relation_heading(c.text) for c in cells):
            return None
        return "name" if first or all(cell.kind == "text" for cell in cells) else None
    return said if said in LINES else None


def is_sub_row_of(cells: list[Cell], lexicon: Lexicon) -> bool:
    """Whether all cells of a line are words such as 评分 | 备注 or 自评 | 上级."""
    return all(c.kind == "text" and sub_meaning(c.text, lexicon) for c in cells)


def _is_prompt(grid: Grid, line: int, column: int, lexicon: Lexicon) -> bool:
    """Whether a line between the names and the competencies is a prompt or threshold: 满分 | 6 | 6."""
    corner = grid.spread(line, column)
    return corner.kind == "text" and lexicon.is_total(corner.text) and not is_sub_row(grid, line, lexicon)


def _columns(
    grid: Grid, lines: Mapping[str, int], column: int, lexicon: Lexicon
) -> tuple[dict[int, str | int], dict[int, str], set[int]]:
    """Column -> who stands over it, with the relation that a column is for; and columns of comments."""
    people: dict[int, str | int] = {}
    relations: dict[int, str] = {}
    comments: set[int] = set()
    who = [lines[name] for name in ("name", "person_id", "rater", "rater_id") if name in lines]
    subs = {c.column: c for c in grid.rows[lines["sub"]] if c.column > column} if "sub" in lines else {}
    places = set(subs) or {c.column for line in who for c in grid.rows[line] if c.column > column}
    for place in sorted(places):
        cells = [c for line in who if not (c := grid.spread(line, place)).blank]
        if not cells and subs:  # names that are not merged over their columns stand over the first
            left = [c for line in who for c in grid.rows[line] if column < c.column < place]
            cells = left[-1:]
        if not cells or any(c.kind == "text" and lexicon.field(c.text) for c in cells):
            continue
        kind = sub_meaning(subs[place].text, lexicon) if place in subs else "rating"
        if kind == "comment":
            comments.add(place)
        elif isinstance(kind, tuple) or kind == "rating":
            people[place] = cells[0].text
            if isinstance(kind, tuple):
                relations[place] = kind[0]
    return people, relations, comments


def _covers(grid: Grid, lines: Mapping[str, int], people: Mapping[int, object]) -> bool:
    """Whether lines of raters, relations and dates say something for every person; else they are labels."""
    first = min(people) - ("sub" in lines)
    who = [{c.column for c in grid.rows[lines[n]] if c.column >= first} for n in ("name", "person_id") if n in lines]
    if len(who) > 1 and not who[0] & who[1]:
        return False
    told = [line for name, line in lines.items() if name not in ("person_id", "name", "sub")]
    return all(not grid.spread(line, column).blank for line in told for column in people)


def _only_names(lines: Mapping[str, int]) -> bool:
    return len(lines.keys() & {"person_id", "name"}) == 1


def _known_line(grid: Grid, lines: Mapping[str, int], column: int, lexicon: Lexicon, known: Known) -> bool:
    """Whether the one line of people names some of the roster: names alone could also be those of experts."""
    line = lines.get("person_id", lines.get("name", 0))
    cells = [cell for cell in grid.rows.get(line, []) if cell.column > column]
    return any(known(cell.text) or ((own := inline_value(cell, lexicon)) and known(own[1])) for cell in cells)


def _is_header(row: HeaderRow, lexicon: Lexicon) -> bool:
    """Whether a row is the header of a form or another table rather than a line of people."""
    if "competency" in row.fields and set(row.points.values()) == set(lexicon.model.scale_values):
        return True
    return bool(row.competencies or row.subjects or row.fields.keys() & _OTHER_TABLES)
