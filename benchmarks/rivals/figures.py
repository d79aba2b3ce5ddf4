"""The charts of a report with matplotlib, a fresh figure each, as anyone writes them who knows it."""

import io
import math
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager

mpl.use("agg")
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "SimHei",
    "PingFang SC",
)
BLUE, RED, GREY, DARK = "#5B8FD0", "#C8102E", "#8A94A3", "#1F4E8C"
MARKS = {"self": "o", "score": "o", "supervisor": "D", "peer": "^", "other": "x", "subordinate": "s", "customer": "v"}

known = {font.name for font in font_manager.fontManager.ttflist}
mpl.rcParams["font.family"] = [next((name for name in FAMILIES if name in known), "sans-serif")]
mpl.rcParams["axes.unicode_minus"] = False


def _saved(figure: Figure, kind: str) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format=kind, dpi=200)
    plt.close(figure)
    return file.getvalue()


def radar(data: dict[str, Any], kind: str, inches: float) -> bytes:
    """A radar with the standard as a red ring and the last cycle dashed."""
    axes, low, high = data["axes"], data["low"], data["high"]
    angles = [2 * math.pi * i / len(axes) for i in range(len(axes))]
    ring = [*angles, angles[0]]
    figure, plot = plt.subplots(figsize=(inches, inches), subplot_kw={"projection": "polar"})
    figure.subplots_adjust(0.17, 0.13, 0.83, 0.87)
    plot.set_theta_offset(math.pi / 2)  # type: ignore[attr-defined]
    plot.set_theta_direction(-1)  # type: ignore[attr-defined]
    plot.set_ylim(low, high)
    plot.set_yticks(range(low, high + 1))
    plot.set_yticklabels([str(n) for n in range(low, high + 1)], fontsize=6, color=GREY)
    plot.set_xticks(angles)
    plot.set_xticklabels([f"{axis['name']}\n{axis['shown']}" for axis in axes], fontsize=7)
    values = [axis["value"] if axis["value"] is not None else low for axis in axes]
    plot.fill(ring, [*values, values[0]], color=BLUE, alpha=0.7)
    plot.plot(ring, [data["standard"]] * len(ring), color=RED, linewidth=1.6)
    before = [value if value is not None else math.nan for value in data["before"]]
    if before:
        plot.plot(ring, [*before, before[0]], color=GREY, linewidth=0.8, linestyle="--")
    return _saved(figure, kind)


def bars(profile: dict[str, Any], kind: str) -> bytes:
    """Scores as bars: the gap as a frame, the mean of the grade and the score before as marks."""
    rows = [row for group in profile["groups"] for row in group["rows"]][::-1]
    standard = profile["scale"]["standard"]
    figure, plot = plt.subplots(figsize=(6.7, 3.7))
    figure.subplots_adjust(0.15, 0.13, 0.98, 0.99)
    where = range(len(rows))
    scores = [row["bar"]["value"] or 0 for row in rows]
    plot.barh(where, [min(s, standard) for s in scores], color=BLUE, height=0.6, label="得分")
    plot.barh(where, [max(s - standard, 0) for s in scores], left=standard, color=DARK, height=0.6, label="超出达标线")
    plot.barh(where, [max(standard - s, 0) for s in scores], left=scores, height=0.6, fill=False, edgecolor=RED,
              linestyle=":", linewidth=0.7, label="差距")  # fmt: skip
    plot.axvline(standard, color=RED, linewidth=1.4, label="达标线")
    for key, mark, label in (("mean", "v", "同级别平均"), ("before", "o", "上次得分")):
        known = [(row["bar"][key], y) for row, y in zip(rows, where, strict=True) if row["bar"][key] is not None]
        if known:
            x, y = zip(*known, strict=True)
            plot.plot(
                x, y, mark, color="black", markersize=3.5, fillstyle="full" if mark == "v" else "none", label=label
            )
    plot.set_yticks(list(where), [row["name"] for row in rows], fontsize=7)
    plot.set_xlim(profile["scale"]["low"], profile["scale"]["high"])
    plot.tick_params(axis="x", labelsize=7)
    plot.legend(fontsize=6, ncols=6, loc="upper center", bbox_to_anchor=(0.5, -0.06), frameon=False)
    return _saved(figure, kind)


def dots(others: dict[str, Any], kind: str) -> bytes:
    """A line for each competency with a mark for each group of raters."""
    rows = others["rows"][::-1]
    figure, plot = plt.subplots(figsize=(6.7, 2.7))
    figure.subplots_adjust(0.15, 0.14, 0.98, 0.99)
    points: dict[str, list[tuple[float, int]]] = {}
    for y, row in enumerate(rows):
        seen = row["views"]
        if seen["spread"]:
            plot.hlines(y, *seen["spread"], color=GREY, linewidth=0.8)
        for key, value in (("self", seen["own"]), ("score", seen["score"]), *seen["seen"]):
            if value is not None:
                points.setdefault(key, []).append((value, y))
    labels = {column["mark"]: column["label"] for column in others["columns"]}
    for key, places in points.items():
        x, heights = zip(*places, strict=True)
        own = key == "self"
        plot.plot(x, heights, MARKS.get(key, "s"), color=DARK, markersize=6 if own else 3.5,
                  fillstyle="none" if own else "full", label=labels.get(key, key))  # fmt: skip
    plot.axvline(others["scale"]["standard"], color=RED, linewidth=1.4)
    plot.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=7)
    plot.set_xlim(others["scale"]["low"], others["scale"]["high"])
    plot.tick_params(axis="x", labelsize=7)
    plot.legend(fontsize=6, ncols=6, loc="upper center", bbox_to_anchor=(0.5, -0.07), frameon=False)
    return _saved(figure, kind)


def charts(view: dict[str, Any], kind: str) -> dict[str, bytes]:
    """All figures of a report by name: radar, category1 ..., bars, dots."""
    made = {"radar": radar(view["radar"], kind, 4.3)}
    for i, item in enumerate(view["categories"]["items"], 1):
        if item["radar"]:
            made[f"category{i}"] = radar(item["radar"], kind, 2.7)
    made["bars"] = bars(view["profile"], kind)
    if view["others"] and view["others"]["rows"]:
        made["dots"] = dots(view["others"], kind)
    return made
