"""Header rows: which kind of table a row starts, decided by its words alone, never by a file's name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from reportgen.model.words import Lexicon
from reportgen.workbooks.across import across
from reportgen.workbooks.blocks import Block, BlockKind, Known, nobody
from reportgen.workbooks.grid import Cell, Grid
from reportgen.workbooks.header_row import HeaderRow, header_row, single_row
from reportgen.workbooks.labels import LABEL_FIELDS, is_label

__all__ = ["Block", "Known", "head", "nobody"]

ROSTER_FIELDS = frozenset({"person_id", "name", "grade", "department", "manager", "manager_email"})
_RATER_OF = re.compile(r"(?:评价人|评估人|评分人|打分人)\s*[\d一二三四五六七八九十]*$")
_SCORE_NUMBER = re.compile(r"^(.+?)\s*[\d一二三四五六七八九十]+$")
NO_ROSTER = frozenset({"rater", "rater_id", "relation", "rating", "mark", "vote", "competency", "subject"})
_SHORT_HEADING = 12  # characters of a heading over several columns
TELLING = 2  # competencies below or beside each other that make a column or row of competencies
_LOOK_DOWN = 12  # rows in which the column of competencies of a table without that header is looked for
HISTORY = frozenset({"adoption", "grade", "competency", "adopted"})  # columns of no other kind of table
_Maker = Callable[..., Block]


def head(grid: Grid, number: int, lexicon: Lexicon, known: Known) -> Block | None:
    """The block that a row would start, if it is a header row."""
    cells = grid.rows[number]
    if len(cells) < 2:  # noqa: PLR2004 (a header names at least two columns)
        return None
    found = _block(grid, number, lexicon, known)
    if found is not None and lexicon.field(cells[0].text) is None and known(cells[0].text) == "person_id":
        return None  # a line of data in which a header word stands
    return found


def _block(grid: Grid, number: int, lexicon: Lexicon, known: Known) -> Block | None:
    row = header_row(grid, number, lexicon)
    if row.fields.keys() >= HISTORY:
        return Block("history", grid, number, row.fields, again=tuple(row.again), first=row.bottom + 1)
    found = across(grid, number, lexicon, known)
    if found is not None:
        return found
    has = row.fields.keys()
    who = "person_id" in has or "name" in has

    def block(
        kind: BlockKind, items: Mapping[int, str | int] | None = None, strangers: tuple[Cell, ...] = ()
    ) -> Block:  # fmt: skip
        return Block(
            kind, grid, number, row.fields, items or {}, strangers, tuple(row.again),
            first=row.bottom + 1, relations=row.relations, raters=row.raters, comments=row.comments,
        )  # fmt: skip

    if not who and "rater" not in has and len(row.competencies) >= TELLING and _lines_of_values(grid, row, lexicon):
        return block("form-across", row.competencies, row.unknown)
    if "competency" not in has and not who and (column := _column_of_competencies(grid, row, lexicon)):
        row.fields["competency"] = column
    if "competency" in has:
        return _competency_table(grid, row, block, lexicon, who=who)
    return _people_table(grid, row, block, lexicon, known)


def _people_table(grid: Grid, row: HeaderRow, block: _Maker, lexicon: Lexicon, known: Known) -> Block | None:
    """Tables with a column of people, or of raters."""
    has = row.fields.keys()
    who = "person_id" in has or "name" in has
    least = 1 if who else TELLING if "rater" in has else None
    if who and {"subject", "mark"} <= has:
        return block("marks-list")
    if least and len(row.competencies) >= least and len(row.competencies) > len(row.subjects):
        if doubtful := _groups_above(grid, row, lexicon):
            return block("ambiguous", strangers=doubtful)
        return block("matrix", row.competencies, row.unknown)
    if who and row.subjects:
        return block("marks", row.subjects, row.unknown)
    if {"person_id", "name", "grade"} <= has and not has & NO_ROSTER and _has_lines(grid, row, lexicon):
        further = [c for c in grid.rows[row.top] if lexicon.field(c.text) not in ROSTER_FIELDS]
        return block("roster", strangers=tuple(further))
    if not row.competencies and (mutual := _mutual(grid, row, lexicon, known, block)):
        return mutual
    return block("assignment") if who and _assigns(grid, row, lexicon, known) else None


def _settle_names(grid: Grid, row: HeaderRow, lexicon: Lexicon) -> None:
    """Where no competency stands under its header but in one other column (a header merged over numbers and names, or
    over the categories), that is the column.
    """
    found: dict[int, int] = {}
    for line in [line for line in grid.rows if row.bottom < line <= row.bottom + _LOOK_DOWN]:
        for cell in grid.rows[line]:
            if cell.kind == "text" and lexicon.competency(cell.text):
                found[cell.column] = found.get(cell.column, 0) + 1
    if len(found) != 1 or row.fields["competency"] in found:
        return
    column = next(iter(found))
    heads = [grid.at(line, column) for line in range(row.top, row.bottom + 1)]
    if all(c.blank or lexicon.field(c.text) == "competency" for c in heads):
        row.fields["competency"] = column
        row.again = [(name, at) for name, at in row.again if name != "competency"]


def _groups_above(grid: Grid, row: HeaderRow, lexicon: Lexicon) -> tuple[Cell, ...]:
    """Headings over the competencies of a matrix that tell ratings apart: relations become those of their columns;
    years, periods or names, of which it cannot be told which count, are given back.
    """
    first, last = min(row.competencies), max(row.competencies)
    above = [c for c in grid.rows.get(row.top - 1, []) if first <= c.column <= last and c.kind in ("text", "number")]
    if any(lexicon.field(c.text) for c in grid.rows.get(row.top - 1, [])):
        return ()  # labels
    above = [c for c in above if c.text and not lexicon.is_category(c.text) and len(c.text) <= _SHORT_HEADING]
    if len(above) < TELLING:
        return ()
    bounds = [*(c.column for c in above[1:]), last + 1]
    relations = [lexicon.relation_heading(c.text) for c in above]
    if all(relations):
        for cell, end, relation in zip(above, bounds, relations, strict=True):
            row.relations.update({c: relation for c in row.competencies if cell.column <= c < end and relation})
        return ()
    repeated = len(set(row.competencies.values())) < len(row.competencies)
    return tuple(above) if repeated and len({c.text for c in above}) > 1 else ()


def _competency_table(grid: Grid, row: HeaderRow, block: _Maker, lexicon: Lexicon, *, who: bool) -> Block | None:
    """Tables with a column of competencies."""
    _settle_columns(row)
    _settle_names(grid, row, lexicon)
    has = row.fields.keys()
    _one_run_of_points(row, lexicon)
    if {"subject", "weight"} <= has:
        return block("weights")
    if "rating" in has and (who or has & {"rater", "relation"}):
        return block("list")
    experts = _experts(row, lexicon)
    rated = "rating" in has or row.relations
    if "subject" in has and row.grades:
        return block("weights", row.grades)
    if doubtful := _doubtful_columns(row, lexicon, rated=bool(rated)):
        return block("ambiguous", strangers=doubtful)
    if has & {"before", "vote", "after"} or (experts and not row.points and not row.grades and not rated):
        return block("votes", {} if "vote" in has else experts, row.unknown)
    if row.grades:
        return block("standards", row.grades, row.unknown)
    if set(row.points.values()) == set(lexicon.model.scale_values):
        return block("form", row.points)
    if len(row.points) > TELLING and not rated:
        return block("off-scale", row.points)
    return block("scores", strangers=row.unknown) if rated else None


def _doubtful_columns(row: HeaderRow, lexicon: Lexicon, *, rated: bool) -> tuple[Cell, ...]:
    """Columns of which it cannot be told what they hold: of two periods, counts of votes beside experts', 评分1 and 评分2."""
    if len({cell.text for cell in row.groups.values()}) > 1:
        return tuple(row.groups.values())
    levels = [c for c in row.others if lexicon.level(c.text) is not None]
    if len(levels) > 1 and row.fields.keys() & {"before", "vote", "after", "votes"}:
        return tuple(levels)
    numbered = [c for c in row.others if (m := _SCORE_NUMBER.match(c.text)) and lexicon.is_rating_heading(m.group(1))]
    return tuple(numbered) if len(numbered) > 1 and not rated else ()


def _one_run_of_points(row: HeaderRow, lexicon: Lexicon) -> None:
    """Keep the columns of one whole scale side by side, where a legend beside repeats its points."""
    columns, points = sorted(row.points), set(lexicon.model.scale_values)
    for i in range(len(columns) - len(points) + 1):
        run = columns[i : i + len(points)]
        if {row.points[c] for c in run} == points:
            for column in set(columns) - set(run):
                del row.points[column]
            return


def _settle_columns(row: HeaderRow) -> None:
    """In a table of competencies 得分 is a rating, and 直接上级 the superior's, unless other columns are."""
    if "mark" in row.fields and "subject" not in row.fields:
        column = row.fields.pop("mark")
        if "rating" not in row.fields and not row.relations:
            row.fields["rating"] = column
    if "manager" in row.fields and not row.fields.keys() & {"rating", "name", "person_id"}:
        row.relations[row.fields.pop("manager")] = "supervisor"
    for name, column in list(row.again):
        if name == "mark" and "rating" in row.fields:
            row.again[row.again.index((name, column))] = ("rating", column)


def _rates(row: HeaderRow, lexicon: Lexicon) -> bool:
    """Whether a row names columns of ratings, and is no row of labels."""
    if row.fields.keys() & LABEL_FIELDS or row.competencies or any(cell.number() is not None for cell in row.others):
        return False
    if row.points and set(row.points.values()) != set(lexicon.model.scale_values):
        return False
    return "rating" in row.fields or bool(row.relations) or set(row.points.values()) == set(lexicon.model.scale_values)


def _column_of_competencies(grid: Grid, row: HeaderRow, lexicon: Lexicon) -> int | None:
    """The column below a header in which competencies stand, where its own header does not say so; else None."""
    if not _rates(row, lexicon):
        return None
    found: dict[int, int] = {}
    below = [line for line in grid.rows if row.bottom < line <= row.bottom + _LOOK_DOWN]
    if not below or not any(lexicon.competency(c.text) for c in grid.rows[below[0]] if c.kind == "text"):
        return None
    for line in below:
        for cell in grid.rows[line]:
            if cell.kind == "text" and lexicon.competency(cell.text):
                found[cell.column] = found.get(cell.column, 0) + 1
    taken = {*row.relations, *row.points, row.fields.get("rating")}
    columns = [column for column, n in found.items() if n >= TELLING and column not in taken]
    return columns[0] if len(columns) == 1 else None


def _lines_of_values(grid: Grid, row: HeaderRow, lexicon: Lexicon) -> bool:
    """Whether something is entered under the competencies of a row, in one of the next lines."""
    for line in range(row.bottom + 1, row.bottom + 3):
        cells = [c for c in grid.rows.get(line, []) if c.column in row.competencies]
        if any(c.kind == "text" and (lexicon.competency(c.text) or lexicon.subject(c.text)) for c in cells):
            return False
        if cells:
            return True
    return False


def _experts(row: HeaderRow, lexicon: Lexicon) -> dict[int, str | int]:
    """Columns of votes: beside the known columns of a vote sheet every further header names an expert."""
    named = {cell.column: cell.text for cell in row.others if cell.kind == "text"}
    if row.fields.keys() & {"before", "after"}:
        return dict(named)
    numbering = "0123456789０１２３４５６７８９ 一二三四五六七八九十ABCDEFGabcdefg甲乙丙丁戊己庚"
    return {column: text for column, text in named.items() if lexicon.field(text.rstrip(numbering)) == "expert"}


def _has_lines(grid: Grid, row: HeaderRow, lexicon: Lexicon) -> bool:
    """Whether people stand under the headers of a roster: under a form's labels there are other labels, or nothing."""
    below = [grid.at(row.bottom + 1, row.fields[name]) for name in ("person_id", "name", "grade")]
    if row.bottom + 1 in grid.rows:
        following = single_row(grid, row.bottom + 1, lexicon)
        if "competency" in following.fields or len(following.points) > TELLING:
            return False
    return not any(is_label(cell, lexicon) for cell in below) and sum(not cell.blank for cell in below) > 1


def _mutual(grid: Grid, row: HeaderRow, lexicon: Lexicon, known: Known, block: _Maker) -> Block | None:
    """A table in which people rate each other on one competency, which stands in the title: people down and across."""
    lines = [r for r in grid.rows if r >= row.top]
    first = min(grid.rows[r][0].column for r in lines[:3])
    for names in lines[:3]:
        cells = [c for c in grid.rows[names] if c.column > first and not lexicon.is_total(c.text)]
        if len(cells) < TELLING or any(c.kind != "text" and lexicon.scale_point(c.text) is not None for c in cells):
            continue
        if any(lexicon.field(c.text) for c in cells):
            continue
        people = {c.column: c.text for c in cells if known(c.text)}
        if len(people) >= TELLING and len(people) * 2 >= len(cells) and all(c.kind == "text" for c in cells):
            people = {c.column: c.text for c in cells}
            break
    else:
        return None
    down = [r for r in lines if r > names and known(grid.at(r, first).text)]
    inside = [grid.at(r, column) for r in down for column in people]
    if len(down) < TELLING or any(known(c.text) for c in inside) or any(lexicon.competency(c.text) for c in inside):
        return None
    if any(grid.at(r, first).kind == "text" and lexicon.competency(grid.at(r, first).text) for r in lines):
        return None
    heads = {lexicon.field(c.text): c for r in range(row.top, names + 1) for c in grid.rows[r] if lexicon.field(c.text)}
    corner = lexicon.field(grid.spread(row.top, first).text)
    over = {name for name, c in heads.items() if c.column > first}
    made = block("mutual" if corner == "rater" and over <= {"name"} else "ambiguous", people)
    return replace(made, first=down[0], columns={"rater": first, "name_row": names})


def _assigns(grid: Grid, row: HeaderRow, lexicon: Lexicon, known: Known) -> bool:
    """Whether a table only says who rates whom: names of raters under 上级, 同级, 评估人, and no ratings."""
    columns = {*row.relations} | {row.fields[name] for name in ("rater", "rater_id") if name in row.fields}
    columns |= {c.column for c in row.others if c.kind == "text" and _RATER_OF.sub("", c.text) != c.text}
    if not columns or row.fields.keys() & {"rating", "mark", "vote"} or row.competencies:
        return False
    rated = {row.fields[name] for name in ("person_id", "name") if name in row.fields}
    cells = [c for line in (row.bottom + 1, row.bottom + 2) for c in grid.rows.get(line, [])]
    if any(is_label(c, lexicon) for c in cells) or not any(known(c.text) for c in cells if c.column in rated):
        return False
    below = [c for c in cells if c.column in columns]
    return bool(below) and all(c.kind == "text" and lexicon.point(c.text) is None and c.number() is None for c in below)
