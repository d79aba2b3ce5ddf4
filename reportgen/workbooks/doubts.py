"""Tables that can be read in two ways: each doubt with the two readings, so that a person decides, not a guess."""

from itertools import pairwise

from reportgen.language import N_
from reportgen.model.words import Lexicon
from reportgen.workbooks.blocks import Block, Known

WHO = ("person_id", "name")
FORMS = frozenset({"form", "scores", "form-across"})
Readings = tuple[str, str]


def doubt(block: Block, known: Known) -> Readings | None:
    """The two readings of a table, if there are two."""
    if block.kind == "history":  # of several cycles, that is what it is for
        return _side_by_side(block)
    return _side_by_side(block) or _raters_or_rated(block, known) or _periods(block) or _two_columns(block)


def _side_by_side(block: Block) -> Readings | None:
    """Two tables in the same rows: a second column of people or competencies that names others."""
    grid = block.grid
    for name, column in block.again:
        if name not in (*WHO, "competency"):
            continue
        for row in block.rows():
            one, other = grid.at(row, block.columns[name]), grid.at(row, column)
            if not one.blank and not other.blank and one.key != other.key:
                heads = [grid.at(block.header, c) for c in (block.columns[name], column)]
                return (f"{heads[0].text} ({heads[0].address})", f"{heads[1].text} ({heads[1].address})")
    return None


def _periods(block: Block) -> Readings | None:
    """Lines of several years or rounds: which of them count cannot be told."""
    if "period" not in block.columns:
        return None
    cells = [cell for row in block.rows() if (cell := block.cell(row, "period")) is not None and not cell.blank]
    other = next((cell for cell in cells if cell.key != cells[0].key), None)
    return (f"{cells[0].text} ({cells[0].address})", f"{other.text} ({other.address})") if other else None


def _two_columns(block: Block) -> Readings | None:
    """Two columns of ratings of one rater that are not filled in alike."""
    grid = block.grid
    columns = [column for name, column in block.again if name == "rating"] if block.kind == "scores" else []
    for column in columns:
        pairs = [(grid.at(row, block.columns["rating"]), grid.at(row, column)) for row in block.rows()]
        if any(one.blank and not other.blank for one, other in pairs) and not explains(block, column):
            return tuple(
                f"{c.text} ({c.address})" for c in (block.header_cell("rating"), grid.at(block.header, column))
            )  # type: ignore[return-value]
    return None


def explains(block: Block, column: int) -> bool:
    """Whether a column beside is a legend: its numbers fall or rise one by one, and words stand behind them."""
    grid = block.grid
    numbers = [cell.number() for row in block.rows() if not (cell := grid.at(row, column)).blank]
    if len(numbers) < 2 or any(number is None for number in numbers):  # noqa: PLR2004 (two make a run)
        return False
    steps = {int(b - a) for a, b in pairwise(numbers) if a is not None and b is not None}
    return steps in ({1}, {-1}) and all(
        grid.at(row, column + 1).kind == "text" for row in block.rows() if not grid.at(row, column).blank
    )


def _raters_or_rated(block: Block, known: Known) -> Readings | None:
    """People in a table above which a person stands: they may be rated, or may be that person's raters."""
    people = {"person_id", "name"} & block.columns.keys() or {"person_id_row", "name_row"} & block.columns.keys()
    if block.kind not in ("matrix", "matrix-across") or not people:
        return None
    label = next((block.labels[name] for name in WHO if name in block.labels and not block.labels[name].blank), None)
    if label is None or not known(label.text):
        return None
    if _only_person(block) == label.text.strip():
        return None
    return (
        N_("the people in the table are rated"),
        N_("they are the raters of the person above the table"),
    )


def _only_person(block: Block) -> str | None:
    """The text of the one person of a table; None for several."""
    if block.kind == "matrix-across":
        texts = {str(text) for text in block.items.values()}
    else:
        texts = {cell.text for row in block.rows() for n in WHO if (cell := block.cell(row, n)) and not cell.blank}
    return next(iter(texts)) if len(texts) == 1 else None


def labels_below(found: list[Block], lexicon: Lexicon) -> bool:
    """Whether the labels of stacked forms stand under their tables: the first has none above, the last one below."""
    forms = [block for block in found if block.kind in FORMS]
    if len(forms) < 2:  # noqa: PLR2004 (a stack)
        return False
    first, last = forms[0], forms[-1]
    above = [label for name in WHO if (label := first.labels.get(name)) and label.cell.row < first.header]
    below = [c for cells in last.grid.between(last.last + 1, last.grid.last_row) for c in cells if c.kind == "text"]
    return not above and any(lexicon.field(c.text.split(":")[0].split("：")[0]) in WHO for c in below)


UNDER = (N_("the labels above a table belong to it"), N_("the labels under a table belong to it"))
