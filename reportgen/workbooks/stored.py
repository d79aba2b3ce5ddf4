"""Results stored beside ratings (totals, means, required levels, gaps): compared with our own, never trusted."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.rounding import half_up
from reportgen.problems import Problem
from reportgen.workbooks.blocks import Block
from reportgen.workbooks.extract import Context, Extract
from reportgen.workbooks.grid import Cell

WHAT = {
    "total": N_("The total"),
    "mean": N_("The mean"),
    "gap": N_("The gap"),
    "required": N_("The required rating"),
}
Values = Mapping[tuple[int, int], int | Problem | None]


def compare_stored(block: Block, values: Values, context: Context, out: Extract) -> None:
    """Warn where a stored result is none that follows from the ratings. Totals may be weighted sums, means may leave out
    ratings written as text, as Excel does: any of these is right.
    """
    columns = [(name, column) for name, column in (*block.columns.items(), *block.again) if name in WHAT]
    for row in block.rows():
        if any(context.lexicon.is_total(c.text) for c in block.grid.rows[row] if c.column < min(block.value_columns)):
            continue
        rated = _rated(((row, column) for column in sorted(block.value_columns)), values)
        for name, column in columns:
            _compare(block, block.grid.at(row, column), name, rated, row, context, out)
    for row in range(block.first, block.grid.last_row + 1):
        cells = block.grid.rows.get(row, [])
        label = next((c for c in cells if c.kind == "text" and c.column < min(block.value_columns)), None)
        line = context.lexicon.field(label.text) if label else None
        if any(first <= row <= last for first, last in block.outside):
            break
        if line in ("total", "mean"):
            for column in sorted(block.value_columns):
                rated = _rated(((above, column) for above in range(block.first, row)), values)
                _compare(block, block.grid.at(row, column), line, rated, 0, context, out)


def _rated(places: Iterable[tuple[int, int]], values: Values) -> list[tuple[tuple[int, int], int]]:
    return [(place, value) for place in places if isinstance(value := values.get(place), int)]


def _compare(
    block: Block, cell: Cell, name: str, rated: Sequence[tuple[tuple[int, int], int]], row: int, context: Context,
    out: Extract,
) -> None:  # fmt: skip
    stored = cell.number()
    if stored is None or cell.kind == "formula" or not rated:
        return
    right = _results(block, name, rated, row, context)
    if right and all(half_up(value, cell.decimals()) != half_up(stored, cell.decimals()) for value in right):
        shown = right[0]
        computed = str(shown) if shown.denominator == 1 else f"{float(half_up(shown, 2)):g}"
        out.problems.append(
            block.grid.problem("stored-result-differs", cell, what=WHAT[name], computed=computed, nearest=computed)
        )


def _results(
    block: Block, name: str, rated: Sequence[tuple[tuple[int, int], int]], row: int, context: Context
) -> list[Fraction]:
    """What a stored result may be, the plainest first."""
    numbers = [Fraction(value) for _, value in rated]
    plain = [Fraction(v) for place, v in rated if block.grid.at(*place).kind == "number"]
    standard = Fraction(context.model.standard)
    if name == "required":
        return [standard, *(Fraction(level.value) for level in context.model.levels)]
    if name == "gap":
        values = [*numbers, sum(numbers, Fraction(0)) / len(numbers)]
        required = block.grid.at(row, block.columns["required"]).number() if "required" in block.columns else None
        gaps = [(required if required is not None else standard) - value for value in values]
        return [result for gap in gaps for result in (max(Fraction(0), gap), gap, -abs(gap))]
    weights = [w for place, _ in rated if (w := _weight(block, place, row)) is not None]
    results = [
        sum(part, Fraction(0)) if name == "total" else sum(part, Fraction(0)) / len(part)
        for part in (numbers, plain)
        if part
    ]
    if len(weights) == len(numbers) and any(weights):
        weighted = sum((w * n for w, n in zip(weights, numbers, strict=True)), Fraction(0))
        results += [weighted, weighted / sum(weights)]
    results.append(sum(numbers, Fraction(0)) / len(numbers))
    return results


def _weight(block: Block, place: tuple[int, int], row: int) -> Fraction | None:
    """The weight beside a rating: of its line where the ratings stand below each other, else of its column's pair."""
    if not row:
        column = block.columns.get("weight")
        return block.grid.at(place[0], column).number() if column else None
    paired = ("weight", place[1] + 1) in (*block.columns.items(), *block.again)
    return block.grid.at(place[0], place[1] + 1).number() if paired else None
