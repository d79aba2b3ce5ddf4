"""Tables that can be read in two ways: each doubt with the two readings, so that a person decides, not a guess."""

from reportgen.language import N_
from reportgen.model.words import Lexicon
from reportgen.workbooks.blocks import Block, Known

WHO = ("person_id", "name")
FORMS = frozenset({"form", "scores", "form-across"})
Readings = tuple[str, str]


def doubt(block: Block, known: Known) -> Readings | None:
    """The two readings of a table, if there are two."""
    return _side_by_side(block) or _raters_or_rated(block, known)


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
