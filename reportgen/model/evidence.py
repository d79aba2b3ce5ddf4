"""The cells behind the numbers, as a flat list: so that two runs can be compared."""

from typing import Literal, NamedTuple

Part = Literal["roster", "rating", "self", "mark", "weight", "required", "vote"]


class Evidence(NamedTuple):
    """A value of the input and where it stands.

    Ratings and marks belong to a person; weights, required levels and votes to a grade ("" = all grades) and not to
    each person of it. `detail` says which one it is: the field of the roster, relation and rater, subject, date of the
    standards, expert. `counted`: whether the number is made of it.
    """

    person_id: str
    grade: str
    competency: str
    part: Part
    detail: str
    value: str
    counted: bool
    file: str
    sheet: str
    cell: str
