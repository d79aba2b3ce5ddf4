"""What the charts of groups show: distributions, needs, and who stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reportgen.model.results import CompetencyGroup, PersonResult
from reportgen.model.types import Model


@dataclass(frozen=True)
class BandRow:
    """A competency's people per band, lowest band first, and those not assessed; how many attain, in words, and who is
    missing (not assessed, not shown).
    """

    name: str
    counts: tuple[int, ...]
    missing: int
    attained: str
    missing_note: str


@dataclass(frozen=True)
class BandsData:
    """Distribution over the bands per competency, aligned at `attained` (index of the first band that attains).

    `standard` is the index of the band that is the standard; the labels name the two sides and the column beside them.
    """

    rows: tuple[BandRow, ...]
    band_names: tuple[str, ...]
    attained: int
    standard: int
    below_label: str
    attained_label: str
    count_label: str = ""


@dataclass(frozen=True)
class NeedPoint:
    """A competency in which people are below the standard: how many, and by how much on average [scale]."""

    number: int
    name: str
    people: int
    depth: Fraction

    @property
    def total(self) -> Fraction:
        """People × mean depth: the whole distance to the standard."""
        return self.people * self.depth


@dataclass(frozen=True)
class NeedsData:
    """Needs of a group of `people`, the largest total first; from `many` people on it is many, from a mean gap of
    `deep` on it is deep; `words` name the four corners and the two axes.
    """

    points: tuple[NeedPoint, ...]
    people: int
    many: Fraction
    deep: Fraction
    words: Mapping[str, str]


@dataclass(frozen=True)
class HeatRow:
    """A person: id, name, the band per competency (None: not assessed, or one of the columns `hidden`: not shown)."""

    id: str
    name: str
    cells: tuple[int | None, ...]
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True)
class Cluster:
    """People who have most to do in the same place."""

    name: str
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True)
class HeatmapData:
    """People × competencies, people in clusters; `totals` (people who attain) stand under the last part; `row` is
    a row's height [mm].
    """

    clusters: tuple[Cluster, ...]
    names: tuple[str, ...]
    groups: tuple[int, ...]
    attained: int
    standard: int
    attained_label: str
    totals: tuple[str, ...] = ()
    row: float = 4.75
    continued: str = ""

    @property
    def people(self) -> int:
        return sum(len(cluster.rows) for cluster in self.clusters)


def many_from(people: int, model: Model) -> Fraction:
    """From how many people on a need of a group is one of many: never a single one."""
    return max(Fraction(2), model.thresholds.group_many * people)


def needs_data(
    competencies: Sequence[CompetencyGroup], people: int, model: Model, lang: str, words: Mapping[str, str]
) -> NeedsData:
    """Competencies in which people need development, by people affected × mean depth."""
    points = [(c.competency, c.in_need, c.mean_gap) for c in competencies if c.in_need and c.mean_gap is not None]
    points.sort(key=lambda point: -(point[1] * point[2]))
    return NeedsData(
        tuple(
            NeedPoint(i, model.competency(c).name(lang), n, depth) for i, (c, n, depth) in enumerate(points, start=1)
        ),
        people,
        many_from(people, model),
        model.thresholds.group_deep,
        words,
    )


def most_to_do(person: PersonResult, model: Model) -> str:
    """The category with the largest mean gap of a person who has needs; empty without needs."""
    limit = model.thresholds.need_band
    if not any(r.band is not None and r.band <= limit for r in person.competencies):
        return ""
    by_id = {r.competency: r.gap for r in person.competencies if r.gap is not None}
    means = {}
    for category in model.categories:
        gaps = [by_id[c.id] for c in model.in_category(category.id) if c.id in by_id]
        if gaps:
            means[category.id] = sum(gaps, Fraction(0)) / len(gaps)
    return max(means, key=lambda category: means[category])


def heatmap(
    clusters: Sequence[tuple[str, Sequence[tuple[str, str, PersonResult]]]],
    model: Model,
    lang: str,
    label: str,
    continued: str,
) -> HeatmapData:
    """Bands of people, given as (cluster, [(id, name, person)]), by competency in the model's order."""
    rows = [Cluster(name, tuple(_heat_row(i, n, p) for i, n, p in people)) for name, people in clusters if people]
    attained = model.thresholds.attained_band
    columns = zip(*(row.cells for cluster in rows for row in cluster.rows), strict=True)
    return HeatmapData(
        clusters=tuple(rows),
        names=tuple(c.name(lang) for c in model.competencies),
        groups=tuple(len(model.in_category(c.id)) for c in model.categories),
        attained=attained,
        standard=model.standard,
        attained_label=label,
        continued=continued,
        totals=tuple(_total(column, attained) for column in columns),
    )


def _total(column: Sequence[int | None], attained: int) -> str:
    """How many attain; a dash where no band is known."""
    bands = [band for band in column if band is not None]
    return str(sum(1 for band in bands if band >= attained)) if bands else "—"


def _heat_row(ident: str, name: str, person: PersonResult) -> HeatRow:
    hidden = tuple(i for i, r in enumerate(person.competencies) if r.withheld)
    return HeatRow(ident, name, tuple(r.band for r in person.competencies), hidden)


def pages_of(data: HeatmapData, room: float, heading: float) -> list[HeatmapData]:
    """A heat map cut into pieces no higher than `room` [mm]; a cluster that goes on keeps its name, totals stand last."""
    pieces: list[list[Cluster]] = [[]]
    left = room
    for cluster in data.clusters:
        rest = cluster.rows
        while rest:
            fit = int((left - heading) // data.row)
            if fit < min(len(rest), 2):
                pieces.append([])
                left = room
                continue
            again = rest is not cluster.rows
            pieces[-1].append(Cluster(f"{cluster.name}{data.continued}" if again else cluster.name, rest[:fit]))
            left -= heading + data.row * len(rest[:fit])
            rest = rest[fit:]
    last = len(pieces) - 1
    return [
        replace(data, clusters=tuple(piece), totals=data.totals if i == last else ()) for i, piece in enumerate(pieces)
    ]


def bands(
    competencies: Sequence[CompetencyGroup],
    people: int,
    model: Model,
    lang: str,
    words: Mapping[str, str],
    hidden: Mapping[str, int] | None = None,
) -> BandsData:
    """People per band and competency, the competencies with most people below the standard first.

    `words` are those for "missing" and "hidden" people and for the sides "below" and "attained"; "count" may head the
    last column. `hidden`: competency id -> people whose score is not shown.
    """
    attained = model.scale_values.index(model.thresholds.attained_band)
    unseen = hidden or {}
    return BandsData(
        rows=tuple(
            BandRow(
                name=model.competency(c.competency).name(lang),
                counts=c.per_band,
                missing=people - c.n - unseen.get(c.competency, 0),
                attained=f"{sum(c.per_band[attained:])} / {c.n}",
                missing_note=_missing_note(
                    people - c.n - unseen.get(c.competency, 0), unseen.get(c.competency, 0), words
                ),
            )
            for c in sorted(competencies, key=lambda c: -c.in_need)
        ),
        band_names=tuple(p.name(lang) for p in model.scale),
        attained=attained,
        standard=model.scale_values.index(model.standard),
        below_label=words["below"],
        attained_label=words["attained"],
        count_label=words.get("count", ""),
    )


def _missing_note(missing: int, hidden: int, words: Mapping[str, str]) -> str:
    parts = ((words["missing"], missing), (words.get("hidden", ""), hidden))
    return "  ".join(f"{word} {n}" for word, n in parts if n)
