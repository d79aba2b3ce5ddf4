"""Simulated raters: people with true levels, honest raters with leniency, halo and noise, and some who are not honest."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from reportgen.assessment.doubtful import rater_results
from reportgen.model.inputs import frame
from reportgen.model.types import Model

COLUMNS = ("person_id", "competency", "rater", "rater_key", "relation", "rating")


@dataclass(frozen=True)
class Folder:
    """How many people, raters of each, items; `pool`: raters in all who rate each other's people (0: each person has
    raters of their own).
    """

    people: int
    panel: int
    items: int
    pool: int = 0

    @property
    def raters(self) -> int:
        return self.pool or self.people * self.panel


@dataclass(frozen=True)
class Honest:
    """Standard deviations of leniency, of the halo of one rater's view of one person, of noise; the mean true level and how
    much people and competencies differ in it.
    """

    leniency: float
    halo: float
    noise: float
    level: float = 4.0
    people: float = 0.6
    competencies: float = 0.7


FOLDERS = (
    Folder(1, 3, 18), Folder(1, 5, 18), Folder(2, 8, 12), Folder(12, 5, 18), Folder(12, 5, 14, pool=12),
    Folder(40, 4, 10, pool=20), Folder(40, 5, 3, pool=25),
)  # fmt: skip
KINDS = tuple(
    Honest(*spread, level)
    for spread, level in product(
        ((0.3, 0.3, 0.5), (0.3, 0.5, 0.8), (0.4, 0.6, 0.8), (0.5, 0.7, 1.0), (0.4, 0.8, 0.5), (0.2, 0.3, 1.2)),
        (4.0, 5.3, 2.5),
    )
)
BAD = ("all 6", "2 lower", "random")


def simulated(folder: Folder, honest: Honest, chance: np.random.Generator, bad: Mapping[int, str] | None = None) -> pd.DataFrame:  # fmt: skip
    """The ratings of a folder; `bad`: number of a rater -> what is wrong with the rater's ratings."""
    lines = []
    leniency = chance.normal(0, honest.leniency, folder.raters)
    for person, level in enumerate(chance.normal(honest.level, honest.people, folder.people)):
        true = level + chance.normal(0, honest.competencies, folder.items)
        own = np.arange(person * folder.panel, (person + 1) * folder.panel)
        for rater in chance.choice(folder.pool, folder.panel, replace=False) if folder.pool else own:
            seen = true + leniency[rater] + chance.normal(0, honest.halo) + chance.normal(0, honest.noise, folder.items)
            kind = (bad or {}).get(int(rater))
            if kind == "all 6":
                seen = np.full(folder.items, 6.0)
            elif kind == "2 lower":
                seen -= 2
            elif kind == "random":
                seen = chance.integers(0, 7, folder.items).astype(float)
            given = np.clip(np.floor(seen + 0.5), 0, 6).astype(int).tolist()
            lines += [(f"p{person}", f"c{n}", f"r{rater}", f"r{rater}", "peer", rating) for n, rating in enumerate(given)]  # fmt: skip
    return frame(lines, COLUMNS)


def share_flagged(folder: Folder, honest: Honest, model: Model, raters: int, seed: int = 1) -> float:
    """The share of honest raters who are flagged, of at least `raters`."""
    chance = np.random.default_rng(seed)
    flagged = Counter(
        bool(one.flags)
        for _ in range(-(-raters // folder.raters))
        for one in rater_results(simulated(folder, honest, chance), {}, model).raters
    )
    return flagged[True] / flagged.total()


def share_caught(folder: Folder, honest: Honest, kind: str, model: Model, folders: int, seed: int = 2) -> tuple[float, float]:  # fmt: skip
    """The share of folders in which the one bad rater is flagged, and that of the honest raters beside who are."""
    chance = np.random.default_rng(seed)
    caught: Counter[bool] = Counter()
    beside: Counter[bool] = Counter()
    for _ in range(folders):
        for one in rater_results(simulated(folder, honest, chance, {0: kind}), {}, model).raters:
            (caught if one.rater == "r0" else beside)[bool(one.flags)] += 1
    return caught[True] / caught.total(), beside[True] / beside.total()
