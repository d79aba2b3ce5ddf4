"""How long one person's report takes, ours and made with what people would pick instead.

    python -m benchmarks.documents [--rounds 7] [--picture FILE.png|.svg] [--table FILE.csv]

Every way is a long-lived process that has rendered a report before; they take turns person by person, in one run, with
the same invented people, texts, numbers and charts. The limits hold for the median of processor time, child processes
included; wall-clock time is shown beside it. Each document is checked for its pages, its charts and the person's numbers.

Exits 1 when a limit is broken or a way cannot be measured.
"""

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import pypdfium2

from benchmarks.talk import RIVALS_PYTHON, ROOT, FailedError, Way

OURS, STOCK, WORD = "reportgen", "WeasyPrint + matplotlib", "Word (docxtpl + LibreOffice)"
TYPST, REPORTLAB = "Typst, warm", "ReportLab"
RIVALS = {STOCK: "stock", WORD: "word", TYPST: "typst_warm", REPORTLAB: "reportlab_platypus"}
WARM_UP, BATCH = 2, 6
PAGES = range(5, 8)
MOST_KB = 150


class Limit(NamedTuple):
    """What the ratio of a rival's time to ours must be at least."""

    rival: str
    least: float
    text: str


LIMITS = (
    Limit(STOCK, 4, "at least 4 times as fast as stock WeasyPrint + matplotlib"),
    Limit(WORD, 6, "at least 6 times as fast as Word mail merge"),
    Limit(TYPST, 1 / 7, "at most 7 times the time of warm Typst"),
)


class Made(NamedTuple):
    wall: float
    cpu: float
    charts: int
    pages: int
    size: int


def rendered(way: Way, view: Path, folder: Path) -> Made:
    """One person's report by one way, checked. Raises `FailedError`."""
    to = folder / "document.pdf"
    to.unlink(missing_ok=True)
    answer = way.ask(view=str(view), to=str(to))
    pages, missing = looked_at(to, json.loads(view.read_text(encoding="utf-8")))
    if missing:
        raise FailedError(f"{view.stem}: not in the text: {', '.join(missing)}")
    if pages not in PAGES:
        raise FailedError(f"{view.stem}: {pages} pages")
    return Made(answer["wall"], answer["cpu"], answer["count"], pages, to.stat().st_size)


def looked_at(path: Path, view: Mapping[str, Any]) -> tuple[int, list[str]]:
    """The pages of a document, and what it should say and does not: name, competencies, scores, ratings by others."""
    with pypdfium2.PdfDocument(path) as document:
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
        pages = len(document)
    rows = [row for group in view["profile"]["groups"] for row in group["rows"]]
    wanted = {
        view["name"],
        *(row["name"] for row in rows),
        *(row["score"] for row in rows),
        *(row["gap"] for row in rows),
    }
    wanted |= {mean for row in view["others"]["rows"] for mean in (row["own"], *row["seen"])}
    wanted |= {item["mean"] for item in view["categories"]["items"]} | {
        step for goal in view["growth"]["goals"] for step in goal["steps"]
    }
    return pages, sorted(word for word in wanted if "".join(word.split()) not in text)


def measured(ways: Sequence[Way], views: Sequence[Path], rounds: int, folder: Path) -> dict[str, list[Made]]:
    """What the ways made, taking turns; one that fails is out, and says so."""
    made: dict[str, list[Made]] = {way.name: [] for way in ways}
    for turn in range(rounds + WARM_UP):
        view = views[turn % len(views)]
        shift = turn % len(ways)
        for way in (*ways[shift:], *ways[:shift]):  # nobody is always first
            if way.failure:
                continue
            try:
                one = rendered(way, view, folder)
            except FailedError as error:
                way.failure = str(error)
                continue
            if turn >= WARM_UP:
                made[way.name].append(one)
    return made


def started(ways: Iterable[Way]) -> None:
    for way in ways:
        try:
            way.start()
        except FailedError as error:
            way.failure = str(error)


def in_batch(way: Way, views: Sequence[Path], folder: Path) -> tuple[float, float]:
    """Wall and processor seconds for each document, when one call of LibreOffice converts several."""
    answer = way.ask(views=[str(view) for view in views], to=str(folder))
    return answer["wall"] / len(views), answer["cpu"] / len(views)


class Row(NamedTuple):
    """A line of the table: medians."""

    name: str
    wall: float
    cpu: float
    times: float
    pages: float
    charts: float
    kb: float


def table(ways: Sequence[Way], made: Mapping[str, Sequence[Made]]) -> list[Row]:
    """A line for each way that was measured; times: its processor time in units of ours."""
    ours = median([one.cpu for one in made[OURS]] or [float("nan")])
    rows = []
    for way in ways:
        if not way.failure:
            wall, cpu, charts, pages, size = (median(column) for column in zip(*made[way.name], strict=True))
            rows.append(Row(way.name, wall, cpu, cpu / ours, pages, charts, size / 1024))
    return rows


def broken(ways: Sequence[Way], rows: Sequence[Row]) -> list[str]:
    """The limits that do not hold, and the ways without which nobody can tell."""
    by_name = {row.name: row for row in rows}
    faults = [f"{way.name} was not measured: {way.failure}" for way in ways if way.failure]
    for rival, least, text in LIMITS:
        if rival in by_name and not by_name[rival].times >= least:
            times = by_name[rival].times
            faults.append(f"not {text}: {times if least >= 1 else 1 / times:.1f}")
    if OURS in by_name and by_name[OURS].kb > MOST_KB:
        faults.append(f"the median PDF has {by_name[OURS].kb:.0f} KB, more than {MOST_KB}")
    if len({row.charts for row in rows}) > 1:
        faults.append("the documents have not the same number of charts")
    return faults


def drawn(rows: Sequence[Row], path: Path) -> None:
    """The table as a picture."""
    from matplotlib import pyplot as plt

    figure, plot = plt.subplots(figsize=(7.2, 0.55 * len(rows) + 0.9), layout="constrained")
    ordered = sorted(rows, key=lambda row: row.cpu, reverse=True)
    colours = ["#1f4e8c" if row.name == OURS else "#b8c4d4" for row in ordered]
    lines = plot.barh([row.name for row in ordered], [1000 * row.cpu for row in ordered], color=colours)
    plot.bar_label(lines, [f"{1000 * row.cpu:.0f} ms, {row.kb:.0f} KB" for row in ordered], padding=4)
    plot.margins(x=0.32)
    plot.set_xlabel(
        f"processor time of one report ({rows[0].pages:.0f} pages, {rows[0].charts:.0f} charts), median, ms"
    )
    plot.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=144, metadata={"Software": None} if path.suffix == ".png" else {"Date": None})


def written(rows: Sequence[Row], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["way", "wall_ms", "cpu_ms", "times_ours", "pages", "charts", "kb"])
        for name, wall, cpu, times, pages, charts, kb in rows:
            lines.writerow(
                [
                    name,
                    f"{wall * 1000:.1f}",
                    f"{cpu * 1000:.1f}",
                    f"{times:.2f}",
                    f"{pages:g}",
                    f"{charts:g}",
                    f"{kb:.0f}",
                ]
            )


def told(ways: Sequence[Way], rows: Sequence[Row]) -> None:
    for way in ways:
        if way.version and way.name != OURS:
            print(f"{way.name}: {way.version}")
    print(f"\n{'one report, medians':32}{'wall ms':>9}{'CPU ms':>9}{'× ours':>8}{'pages':>7}{'charts':>8}{'KB':>6}")
    for row in rows:
        print(
            f"{row.name:32}{row.wall * 1000:9.0f}{row.cpu * 1000:9.0f}{row.times:8.2f}{row.pages:7g}{row.charts:8g}{row.kb:6.0f}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure one report: ours and those of others.")
    parser.add_argument("--rounds", type=int, default=7, help="people, after the warm-up")
    parser.add_argument("--input", type=Path, default=ROOT / "input_samples")
    parser.add_argument("--picture", type=Path, help="draw the table into this file")
    parser.add_argument("--table", type=Path, help="write the table into this file, as CSV")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        views = folder / "views"
        views.mkdir()
        ways = [Way(OURS, [sys.executable, "-m", "benchmarks.ours", options.input.resolve(), views])]
        ways += [
            Way(rival, [RIVALS_PYTHON, "-m", f"benchmarks.rivals.{script}", folder]) for rival, script in RIVALS.items()
        ]
        started(ways)
        try:
            if ways[0].failure:
                print(f"our own reports cannot be measured: {ways[0].failure}")
                return 1
            people = sorted(views.glob("*.json"))
            rows = table(ways, measured(ways, people, options.rounds, folder))
            told(ways, rows)
            word = next(way for way in ways if way.name == WORD)
            if not word.failure:
                wall, cpu = in_batch(word, people[:BATCH], folder)
                print(
                    f"{f'Word, {BATCH} documents in one call':32}{wall * 1000:9.0f}{cpu * 1000:9.0f}   for each of them"
                )
        finally:
            for way in ways:
                way.stop()
    if options.table:
        written(rows, options.table)
    if options.picture:
        drawn(rows, options.picture)
    faults = broken(ways, rows)
    print("", *faults or ["All limits hold."], sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
