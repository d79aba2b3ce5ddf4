"""Matrices and lists: many ratings in one table."""

from collections.abc import Iterator

from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context, Extract, is_no_line, unknown_competency
from reportgen.workbooks.labels import Label
from reportgen.workbooks.ratings import competency_rows, counts, strange_columns, unknown_names
from reportgen.workbooks.series import Series, by_rater, label_of, rater_labels, read_series


def read_matrix(block: Block, context: Context) -> Extract:
    """Persons in rows, competencies in columns; rater and relation in labels or columns. Where the rows are those of
    raters, the person stands in the labels.
    """
    out = Extract(problems=strange_columns(block, context))
    out.add(read_series(_matrix_rows(block, context, out), block, context))
    return out


def _matrix_rows(block: Block, context: Context, out: Extract) -> Iterator[Series]:
    grid = block.grid
    who = bool({"person_id", "name"} & block.columns.keys())
    for row in block.rows():
        cells = [grid.at(row, column) for column in sorted(block.items)]
        if is_no_line(block, row, cells, context, lambda cell: counts(cell, block.grid, context)):
            out.leave_out(grid, cells)
            continue

        def label(name: str, row: int = row) -> Label | None:
            return label_of(block.cell(row, name)) if who else block.labels.get(name)

        fallback = block.cell(row, "person_id") or block.cell(row, "name") or grid.rows[row][0]
        day = label_of(block.cell(row, "date")) or block.labels.get("date")
        groups = by_rater(block, block.items)
        for relation, columns in groups:
            rated = [(str(block.items[column]), grid.at(row, column)) for column in columns]
            if relation is not None and all(cell.blank for _, cell in rated):
                continue
            comments = [
                (name, grid.at(row, column)) for column, name in block.comments.items()
                if relation is None or block.relations.get(max((c for c in block.items if c < column), default=0)) == relation
            ]  # fmt: skip
            overall = block.cell(row, "comment")  # of the row as a whole; in a row of several raters nobody's
            if overall is not None and len(groups) == 1:
                comments.append(("", overall))
            yield Series(
                label("person_id"), label("name"), label("grade"),
                rater_labels(block, grid.rows[row][0], row=row, columns=columns), day, rated, fallback, comments=comments,
            )  # fmt: skip


def read_matrix_across(block: Block, context: Context) -> Extract:
    """Competencies in rows, persons in columns: names across, ids under them."""
    out = Extract()
    unknown_names(block, context, out)
    out.add(read_series(_matrix_columns(block, context), block, context))
    return out


def _matrix_columns(block: Block, context: Context) -> Iterator[Series]:
    grid = block.grid
    rows = competency_rows(block, context)
    persons = {"person_id_row", "name_row"} & block.columns.keys()
    last = max(block.items)
    for column in sorted(block.items):
        cells = [(competency, grid.at(row, column)) for row, competency in rows]
        fixed = block.relations.get(column)
        if fixed is not None and all(cell.blank for _, cell in cells):
            continue
        place = _who_column(block, column)

        def label(name: str, place: int = place, column: int = column) -> Label | None:
            own = block.line_cell(name, column)
            cell = own if own is not None and not own.blank else block.line_cell(name, place)
            return _inline(label_of(cell)) if persons else block.labels.get(name)

        id_, name = label("person_id"), label("name")
        if persons and all(one is None or one.blank for one in (id_, name)):
            continue
        known = any(one and context.registry.known(one.text) for one in (id_, name))
        if persons and not known and not any(counts(cell, grid, context) for _, cell in cells):
            continue  # a note beside the table
        fallback = (id_.cell if id_ else None) or (name.cell if name else None) or grid.rows[block.header][0]
        day = label_of(block.line_cell("date", column)) or block.labels.get("date")
        following = next((c for c in sorted(block.items) if c > column), last + MAX_COMMENT_DISTANCE)
        comments = [
            (competency, grid.at(row, block.columns["comment"]))
            for row, competency in rows
            if "comment" in block.columns and len(block.items) == 1
        ] + [
            (competency, grid.at(row, place))
            for place in block.comments
            if (_who_column(block, place) == _who_column(block, column))
            and (column < place < following or len(block.items) == len({_who_column(block, c) for c in block.items}))
            for row, competency in rows
        ]
        grade = label_of(block.line_cell("grade", place)) if persons else block.labels.get("grade")
        yield Series(
            id_, name, grade, rater_labels(block, block.label_place(), column=place, columns=[column]), day, cells, fallback,
            comments=comments,
        )  # fmt: skip


MAX_COMMENT_DISTANCE = 2


def _who_column(block: Block, column: int) -> int:
    """The column in which the name over a column stands: names are not always merged over all of theirs."""
    for name in ("name", "person_id", "rater", "rater_id"):
        row = block.columns.get(f"{name}_row")
        if row:
            cell = block.grid.spread(row, column)
            if not cell.blank:
                return cell.column
            left = [c.column for c in block.grid.rows[row] if block.columns["competency"] < c.column < column]
            if left and "sub_row" in block.columns:
                return max(left)
    return column


def _inline(label: Label | None) -> Label | None:
    """A name without the word before its colon: `姓名：张三`."""
    if label is None or ":" not in label.text.replace("：", ":"):
        return label
    text = label.text.replace("：", ":").partition(":")[2].strip()
    return Label(text, label.cell)


def read_list(block: Block, context: Context) -> Extract:
    """One rating per row: person, competency, rater, relation, rating."""
    out = Extract()
    out.add(read_series(_list_rows(block, context, out), block, context))
    return out


def _list_rows(block: Block, context: Context, out: Extract) -> Iterator[Series]:
    grid = block.grid
    who = bool({"person_id", "name"} & block.columns.keys())
    for row in block.rows():
        named, ratings = block.cell(row, "competency"), block.cells(row, "rating")
        if named is None or (named.blank and all(cell.blank for cell in ratings)):
            continue

        def label(name: str, row: int = row) -> Label | None:
            return label_of(block.cell(row, name)) if who else block.labels.get(name)

        competency = context.lexicon.competency(named.text)
        who_cells = [block.cell(row, name) for name in ("person_id", "name")]
        nobody = not any(cell and context.registry.known(cell.text) for cell in who_cells)
        legend = any(context.lexicon.is_total(cell.text) for cell in grid.rows[row])
        if competency is None and nobody and (legend or not any(counts(cell, grid, context) for cell in ratings)):
            out.leave_out(grid, ratings)
            continue
        cells = [(competency or "", cell) for cell in ratings]
        day = label_of(block.cell(row, "date")) or block.labels.get("date")
        comment = block.cell(row, "comment")
        yield Series(
            label("person_id"), label("name"), label("grade"),
            rater_labels(block, grid.rows[row][0], row=row), day, cells, named, complete=False,
            answers=[("", named, unknown_competency(grid, named, context), None)] if competency is None else None,
            comments=[(competency, comment)] if comment is not None and competency else (),
        )  # fmt: skip
        if competency is None:
            out.leave_out(grid, ratings)
