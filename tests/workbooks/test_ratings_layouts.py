"""Whatever the layout, the ratings that were written are the ratings that are read, each with its own cell.

Ratings are drawn at random, laid out as a form, a matrix either way or a list, with rows and columns in any order,
under any title, with spaces and wide characters in the headers, and read back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from reportgen.workbooks.grid import Cell, Grid
from tests.workbooks.sheets import MODEL, PEOPLE, Read, read

Ratings = Mapping[tuple[str, str], int]  # person and competency -> rating
Draw = Callable[[st.SearchStrategy[object]], object]

NAMES = {person.id: person.name for person in PEOPLE}
RATED = tuple(c for c in MODEL.competencies if c.method == "rating")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TICKS = "√✓✔●■☑xX1"
TITLES = ("客户经理能力素质评估表", "2026年度", "说明：请对照要求水平如实打分，0 为尚不具备", "成就导向等十八项", "机密")
EXTRAS = ("序号", "解释", "备注", "部门", "平均分")
RELATIONS = {"上级": "supervisor", "同级": "peer", "下级": "subordinate", "客户": "customer"}

examples = settings(max_examples=150, deadline=None)
ratings = st.dictionaries(
    st.tuples(st.sampled_from(list(NAMES)), st.sampled_from([c.id for c in RATED])),
    st.integers(MODEL.scale_min, MODEL.scale_max),
    min_size=1,
    max_size=20,
)


@st.composite
def spelled(draw: st.DrawFn, word: str) -> str:
    """A header with spaces before, in and after it, in half or full width."""
    text = word.translate(FULL_WIDTH) if draw(st.booleans()) else word
    spaces = draw(st.lists(st.sampled_from(["", " ", "\u3000", "\u00a0"]), min_size=len(text), max_size=len(text) + 1))
    return "".join(char for pair in zip(spaces, text + " ", strict=False) for char in pair)


@st.composite
def entries(draw: st.DrawFn, rating: int) -> int | float | str:
    """A rating as it may stand in a cell."""
    return draw(st.sampled_from([rating, float(rating), str(rating), chr(ord("０") + rating), f"{rating}分"]))


def competency_name(draw: st.DrawFn, competency: str) -> str:
    named = MODEL.competency(competency)
    return draw(spelled(draw(st.sampled_from([named.name_zh, named.name_en]))))


def shuffled(draw: st.DrawFn, items: Iterable[str]) -> list[str]:
    return draw(st.permutations(list(items)))


class Sheet:
    """Rows under a random title, from a random column on."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.rows: list[Sequence[object]] = [[title] for title in draw(st.lists(st.sampled_from(TITLES), max_size=3))]
        self.left = draw(st.integers(0, 2))

    def add(self, *cells: object) -> None:
        self.rows.append(cells)

    def next_cell(self, index: int) -> str:
        """Address of a cell of the row to be added next."""
        return f"{get_column_letter(self.left + index + 1)}{len(self.rows) + 1}"

    def read(self) -> Read:
        cells = {
            (row, column): Cell(row, column, "text" if isinstance(value, str) else "number", value)
            for row, values in enumerate(self.rows, 1)
            for column, value in enumerate(values, self.left + 1)
            if value is not None and value != ""
        }
        return read(Grid("甲.xlsx", "表", cells), model=MODEL)


def check(found: Read, written: Mapping[str, tuple[str, str, int]], rater: str, relation: str) -> None:
    """Each rating written is read from its cell, no other is, and nothing is an error."""
    assert found.ratings == written
    assert found.raters == ({(rater, relation)} if written else set())
    assert {code for code, _ in found.problems} <= {"no-tick"}


@st.composite
def form_of_ticks(draw: st.DrawFn) -> None:
    """One form, ticks in columns in any order."""
    sheet, person = Sheet(draw), draw(st.sampled_from(list(NAMES)))
    rated = {c: r for (_, c), r in draw(ratings).items()}
    relation = draw(st.sampled_from(list(RELATIONS)))
    sheet.add(draw(spelled("工号")), person, draw(spelled("姓名")), NAMES[person])
    sheet.add(draw(spelled("评估人")), "周主任", draw(spelled("关系")), relation)
    header = shuffled(draw, ["能力素质", *map(str, MODEL.scale_values), *draw(st.sets(st.sampled_from(EXTRAS)))])
    sheet.add(*[draw(spelled(word)) for word in header])
    written = {}
    for competency in shuffled(draw, [c.id for c in RATED if c.id in rated or draw(st.booleans())]):
        line: list[object] = [None] * len(header)
        line[header.index("能力素质")] = competency_name(draw, competency)
        if competency in rated:
            rating = rated[competency]
            place = header.index(str(rating))
            line[place] = draw(st.sampled_from([*TICKS, rating]))
            written[sheet.next_cell(place)] = (person, competency, rating)
        sheet.add(*line)
    check(sheet.read(), written, "周主任", RELATIONS[relation])


@st.composite
def form_of_numbers(draw: st.DrawFn) -> None:
    """Stacked forms with a column of ratings, one per person."""
    sheet, given_ratings = Sheet(draw), draw(ratings)
    written = {}
    for person in shuffled(draw, {person for person, _ in given_ratings}):
        rated = {c: r for (p, c), r in given_ratings.items() if p == person}
        sheet.add(f"{draw(spelled('工号'))}：{person}", f"姓名:{NAMES[person]}")
        sheet.add(draw(spelled("评估人")), "周主任", f"{draw(spelled('关系'))}：上级")
        header = shuffled(draw, ["能力素质", "评分", *draw(st.sets(st.sampled_from(EXTRAS)))])
        sheet.add(*[draw(spelled(word)) for word in header])
        for competency in shuffled(draw, [c.id for c in RATED if c.id in rated or draw(st.booleans())]):
            line: list[object] = [None] * len(header)
            line[header.index("能力素质")] = competency_name(draw, competency)
            if competency in rated:
                place = header.index("评分")
                line[place] = draw(entries(rated[competency]))
                written[sheet.next_cell(place)] = (person, competency, rated[competency])
            sheet.add(*line)
        for _ in range(draw(st.integers(0, 2))):
            sheet.add()
    check(sheet.read(), written, "周主任", "supervisor")


@st.composite
def matrix(draw: st.DrawFn) -> None:
    """Persons in rows, competencies in columns."""
    sheet, given_ratings = Sheet(draw), draw(ratings)
    sheet.add(draw(spelled("评估人")), "吴工", draw(spelled("关系")), "同级")
    ids = ["工号", "姓名"] if draw(st.booleans()) else ["工号"]
    header = shuffled(draw, [*ids, *draw(st.sets(st.sampled_from(EXTRAS))), *{c for _, c in given_ratings}])
    known = {c.id for c in RATED}
    sheet.add(*[competency_name(draw, word) if word in known else draw(spelled(word)) for word in header])
    written = {}
    for person in shuffled(draw, {p for p, _ in given_ratings}):
        line: list[object] = [None] * len(header)
        for place, word in enumerate(header):
            if word in ("工号", "姓名"):
                line[place] = person if word == "工号" else NAMES[person]
            elif (person, word) in given_ratings:
                line[place] = draw(entries(given_ratings[person, word]))
                written[sheet.next_cell(place)] = (person, word, given_ratings[person, word])
        sheet.add(*line)
    check(sheet.read(), written, "吴工", "peer")


@st.composite
def matrix_across(draw: st.DrawFn) -> None:
    """Persons in columns, ids above or below the names; competencies in rows."""
    sheet, given_ratings = Sheet(draw), draw(ratings)
    sheet.add(draw(spelled("评估人")), "吴工", draw(spelled("关系")), "同级")
    people = shuffled(draw, {p for p, _ in given_ratings})
    heads = [
        [draw(spelled("能力素质")), *[NAMES[person] for person in people]],
        [draw(spelled("工号")), *people],
    ]
    for head in heads if draw(st.booleans()) else reversed(heads):
        sheet.add(*head)
    written = {}
    for competency in shuffled(draw, {c for _, c in given_ratings}):
        line: list[object] = [competency_name(draw, competency)]
        for place, person in enumerate(people, 1):
            rating = given_ratings.get((person, competency))
            line.append(None if rating is None else draw(entries(rating)))
            if rating is not None:
                written[sheet.next_cell(place)] = (person, competency, rating)
        sheet.add(*line)
    check(sheet.read(), written, "吴工", "peer")


@st.composite
def listed(draw: st.DrawFn) -> None:
    """One rating per row, columns in any order."""
    sheet, given_ratings = Sheet(draw), draw(ratings)
    header = shuffled(
        draw, ["工号", "能力素质", "评估人", "关系", "评分", *draw(st.sets(st.sampled_from([*EXTRAS, "姓名"])))]
    )
    sheet.add(*[draw(spelled(word)) for word in header])
    written = {}
    for person, competency in draw(st.permutations(list(given_ratings))):
        rating = given_ratings[person, competency]
        values: dict[str, object] = {
            "工号": person,
            "姓名": NAMES[person],
            "能力素质": competency_name(draw, competency),
            "评估人": "林总",
            "关系": "客户",
            "评分": draw(entries(rating)),
        }
        written[sheet.next_cell(header.index("评分"))] = (person, competency, rating)
        sheet.add(*[values.get(word) for word in header])
    check(sheet.read(), written, "林总", "customer")


@examples
@given(form_of_ticks())
def test_a_form_of_ticks_is_read_as_written(_: None) -> None: ...
