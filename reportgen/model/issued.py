"""What readers were shown of a person's ratings, issue by issue: what a later issue must not give away by a difference.

For the administrator's eyes only: the answers are in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Answer = tuple[str, str, int]  # rater's key, relation, rating
Remark = tuple[str, str]  # rater's key, text


@dataclass(frozen=True, slots=True)
class IssuedCell:
    """A competency: the answers that the issue was made with, self included, whether its score was shown, and which
    relations' means, each by itself or several as one.
    """

    answers: tuple[Answer, ...]
    shown: bool = False
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Issue:
    """A person in one issue. `means` are the category means that were shown: category -> competency -> its weight there;
    `remarks` the comments of raters who stay anonymous; `weights` those of relations; `minimum` the raters that had to
    stand behind everything.
    """

    minimum: int
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    cells: Mapping[str, IssuedCell] = field(default_factory=dict)
    means: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


Issues = Mapping[str, tuple[Issue, ...]]  # person id -> what tells something else, the last one last
