"""Whatever the layout, the ratings that were written are the ratings that are read, each with its own cell.

Ratings are drawn at random, laid out as a form, a matrix either way or a list, with rows and columns in any order,
under any title, with spaces and wide characters in the headers, and read back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from reportgen.workbooks.grid import Cell, Grid
from tests.workbooks.sheets import MODEL, PEOPLE, read

NAMES = {person.id: person.name for person in PEOPLE}
RATED = [c.id for c in MODEL.competencies if c.method == "rating"]
TICKS = "√✓✔●■☑xX1"
TITLES = ["客户经理能力素质评估表", "2026年度", "说明：请如实打分，0 为尚不具备", "成就导向等十八项", "机密"]
EXTRAS = ["序号", "解释", "备注", "部门", "平均分"]
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
SPACES = ["", " ", "\u3000", "\u00a0"]

examples = settings(max_examples=150, deadline=None)
#: Person and competency -> rating.
ratings = st.dictionaries(
    st.tuples(st.sampled_from(list(NAMES)), st.sampled_from(RATED)),
    st.sampled_from(MODEL.scale_values),
    min_size=1,
    max_size=20,
)
extras = st.lists(st.sampled_from(EXTRAS), unique=True)


@dataclass
class Sheet:
    """Rows under titles, from column `left` on; `written` is what ratings stand where."""

    rows: list[Sequence[object]]
    left: int
    written: dict[str, tuple[str, str, int]] = field(default_factory=dict)

    def add(self, cells: Iterable[object]) -> None:
        self.rows.append([*[None] * self.left, *cells])

    def add_rated(self, cells: Sequence[object], rated: Mapping[int, tuple[str, str, int]]) -> None:
        """A row in which ratings stand at the places `rated`."""
        row = len(self.rows) + 1
        for place, rating in rated.items():
            self.written[Cell(row, self.left + place + 1).address] = rating
        self.add(cells)

    def grid(self) -> Grid:
        cells = [
            Cell(row, column, "text" if isinstance(value, str) else "number", value)
            for row, values in enumerate(self.rows, 1)
            for column, value in enumerate(values, 1)
            if value is not None
        ]
        return Grid("甲.xlsx", "表", {(cell.row, cell.column): cell for cell in cells})


def check(sheet: Sheet, rater: str, relation: str) -> None:
    """Each rating is read from its cell, no other is, and nothing is an error."""
    found = read(sheet.grid(), model=MODEL)
    assert found.ratings == sheet.written
    assert found.raters == {(rater, relation)}
    assert {code for code, _ in found.problems} <= {"no-tick"}


@st.composite
def spelled(draw: st.DrawFn, word: str) -> str:
    """A header in half or full width, with spaces around and in it."""
    wide = word.translate(FULL_WIDTH) if draw(st.booleans()) else word
    return draw(st.sampled_from(SPACES)).join(["", *wide, ""])


@st.composite
def competency(draw: st.DrawFn, competency_id: str) -> str:
    """The name of a competency as a header or label may have it."""
    named = MODEL.competency(competency_id)
    return draw(spelled(draw(st.sampled_from([named.name_zh, named.name_en]))))


@st.composite
def entry(draw: st.DrawFn, rating: int) -> int | float | str:
    """A rating as it may stand in a cell."""
    wide = str(rating).translate(FULL_WIDTH)
    as_it_may_be: list[int | float | str] = [rating, float(rating), str(rating), wide, f" {rating} ", f"{rating}分"]
    return draw(st.sampled_from(as_it_may_be))


@st.composite
def headed(draw: st.DrawFn, rater: str, relation: str) -> Sheet:
    """A sheet with titles and, unless `rater` is empty, the labels of the rater."""
    sheet = Sheet([[title] for title in draw(st.lists(st.sampled_from(TITLES), max_size=3))], draw(st.integers(0, 2)))
    if rater and draw(st.booleans()):
        sheet.add([draw(spelled("评估人")), rater, draw(spelled("关系")), relation])
    elif rater:
        sheet.add([f"{draw(spelled('评估人'))}：{rater}", f"{draw(spelled('关系'))}:{relation}"])
    return sheet


@st.composite
def forms_of_ticks(draw: st.DrawFn) -> Sheet:
    """A form: one tick per row, of any sign, the points in any order."""
    sheet = draw(headed("周主任", "上级"))
    person = draw(st.sampled_from(list(NAMES)))
    rated = {c: rating for (_, c), rating in draw(ratings).items()}
    sheet.add([draw(spelled("工号")), person, draw(spelled("姓名")), NAMES[person]])
    header = draw(st.permutations(["能力素质", *MODEL.scale_values, *draw(extras)]))
    sheet.add([word if isinstance(word, int) and draw(st.booleans()) else draw(spelled(str(word))) for word in header])
    blank = [c for c in RATED if c not in rated and draw(st.booleans())]
    for item in draw(st.permutations([*rated, *blank])):
        cells: list[object] = [None] * len(header)
        cells[header.index("能力素质")] = draw(competency(item))
        if item in rated:
            place = header.index(rated[item])
            cells[place] = draw(st.sampled_from([*TICKS, rated[item]]))
            sheet.add_rated(cells, {place: (person, item, rated[item])})
        else:
            sheet.add(cells)
    return sheet


@st.composite
def labelled_forms(draw: st.DrawFn) -> Sheet:
    """A form whose labels stand in any order, over one row or several, beside or in one cell with their values."""
    sheet = draw(headed("", ""))
    person, item = draw(st.sampled_from(list(NAMES))), draw(st.sampled_from(RATED))
    labels = {
        "工号": person,
        "姓名": NAMES[person],
        "评估人": "周主任",
        "关系": "上级",
        "日期": "2026-10-15",
        "部门": "一部",
    }
    kept = draw(st.permutations([word for word in labels if word not in ("姓名", "部门") or draw(st.booleans())]))
    lines: list[list[object]] = [[]]
    for word in kept:
        label = draw(spelled(word))
        beside = [label, labels[word]] if draw(st.booleans()) else [f"{label}：{labels[word]}"]
        lines[-1] += beside + [None] * draw(st.integers(0, 2))
        if draw(st.booleans()):
            lines.append([])
    for line in lines:
        sheet.add(line)
    sheet.add(["能力素质", "评分"])
    sheet.add_rated([draw(competency(item)), 3], {1: (person, item, 3)})
    return sheet


@st.composite
def stacked_forms(draw: st.DrawFn) -> Sheet:
    """Forms with a column of ratings below each other, one per person."""
    sheet = draw(headed("", ""))
    given_ratings = draw(ratings)
    for person in draw(st.permutations(sorted({person for person, _ in given_ratings}))):
        rated = {c: rating for (p, c), rating in given_ratings.items() if p == person}
        sheet.add([f"{draw(spelled('工号'))}：{person}", f"{draw(spelled('姓名'))}:{NAMES[person]}"])
        sheet.add([draw(spelled("评估人")), "周主任", draw(spelled("关系")), "上级"])
        header = draw(st.permutations(["能力素质", "评分", *draw(extras)]))
        sheet.add([draw(spelled(word)) for word in header])
        blank = [c for c in RATED if c not in rated and draw(st.booleans())]
        for item in draw(st.permutations([*rated, *blank])):
            values = {"能力素质": draw(competency(item)), "评分": draw(entry(rated[item])) if item in rated else None}
            place = header.index("评分")
            where = {place: (person, item, rated[item])} if item in rated else {}
            sheet.add_rated([values.get(word) for word in header], where)
        for _ in range(draw(st.integers(0, 2))):
            sheet.add([])
    return sheet


@st.composite
def matrices(draw: st.DrawFn) -> Sheet:
    """Persons in rows, competencies in columns."""
    sheet = draw(headed("周主任", "上级"))
    given_ratings = draw(ratings)
    items = sorted({item for _, item in given_ratings})
    who = ["工号", "姓名"] if draw(st.booleans()) else ["工号"]
    header = draw(st.permutations([*who, *items, *draw(extras)]))
    sheet.add([draw(competency(word)) if word in items else draw(spelled(word)) for word in header])
    for person in draw(st.permutations(sorted({person for person, _ in given_ratings}))):
        values: dict[str, object] = {"工号": person, "姓名": NAMES[person]}
        rated = {item: given_ratings[person, item] for item in items if (person, item) in given_ratings}
        values |= {item: draw(entry(rating)) for item, rating in rated.items()}
        where = {header.index(item): (person, item, rating) for item, rating in rated.items()}
        sheet.add_rated([values.get(word) for word in header], where)
    return sheet


@st.composite
def transposed_matrices(draw: st.DrawFn) -> Sheet:
    """Persons in columns, their ids above or below their names; competencies in rows."""
    sheet = draw(headed("周主任", "上级"))
    given_ratings = draw(ratings)
    people = draw(st.permutations(sorted({person for person, _ in given_ratings})))
    names = [draw(spelled(draw(st.sampled_from(["能力素质", "姓名"])))), *[NAMES[person] for person in people]]
    ids = [draw(spelled("工号")), *people]
    for head in draw(st.permutations([names, ids])):
        sheet.add(head)
    for item in draw(st.permutations(sorted({item for _, item in given_ratings}))):
        rated = {person: given_ratings[person, item] for person in people if (person, item) in given_ratings}
        values = [draw(entry(rated[person])) if person in rated else None for person in people]
        where = {people.index(person) + 1: (person, item, rating) for person, rating in rated.items()}
        sheet.add_rated([draw(competency(item)), *values], where)
    return sheet


@st.composite
def lists(draw: st.DrawFn) -> Sheet:
    """One rating per row, the columns in any order."""
    sheet = draw(headed("", ""))
    header = draw(st.permutations(["工号", "姓名", "能力素质", "评估人", "关系", "评分", *draw(extras)]))
    sheet.add([draw(spelled(word)) for word in header])
    for (person, item), rating in draw(st.permutations(list(draw(ratings).items()))):
        values = {
            "工号": person,
            "姓名": NAMES[person],
            "能力素质": draw(competency(item)),
            "评估人": "周主任",
            "关系": "上级",
            "评分": draw(entry(rating)),
        }
        sheet.add_rated([values.get(word) for word in header], {header.index("评分"): (person, item, rating)})
    return sheet


@examples
@given(forms_of_ticks())
def test_forms_of_ticks_are_read_as_written(sheet: Sheet) -> None:
    check(sheet, "周主任", "supervisor")


@examples
@given(labelled_forms())
def test_forms_are_read_as_written_wherever_their_labels_stand(sheet: Sheet) -> None:
    check(sheet, "周主任", "supervisor")


@examples
@given(stacked_forms())
def test_stacked_forms_are_read_as_written(sheet: Sheet) -> None:
    check(sheet, "周主任", "supervisor")


@examples
@given(matrices())
def test_matrices_are_read_as_written(sheet: Sheet) -> None:
    check(sheet, "周主任", "supervisor")


@examples
@given(transposed_matrices())
def test_matrices_of_persons_in_columns_are_read_as_written(sheet: Sheet) -> None:
    check(sheet, "周主任", "supervisor")


@examples
@given(lists())
def test_lists_are_read_as_written(sheet: Sheet) -> None:
    check(sheet, "周主任", "supervisor")
