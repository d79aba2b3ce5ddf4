"""The texts of the levels that change: what is newly asked, what no longer.

Each level is described by itself: a higher one does not repeat the lines of the one below, and a rating is given against
the lines of the required level alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.model.results import Recalibrated
from reportgen.reports.recalibration_effect import moved
from reportgen.reports.views import Texts


@dataclass(frozen=True)
class LevelBlock:
    """A level of a competency: its name with a word on it, a line that sums it up, what it asks."""

    title: str
    summary: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ChangedTexts:
    """What was asked and what is asked of a competency; for a rise what is new is on the right, for a fall what is dropped
    on the left. Levels in between are named too.
    """

    name: str
    change: str
    was: tuple[LevelBlock, ...]
    will: tuple[LevelBlock, ...]
    rises: bool


@dataclass(frozen=True)
class TextsView:
    say: str
    items: tuple[ChangedTexts, ...]


def texts_view(lines: Sequence[Recalibrated], texts: Texts) -> TextsView | None:
    """The section's view; None where no level changes, or the model has no texts."""
    lang = texts.lang
    items = [_changed(line, texts) for line in lines if line.level != line.before]
    found = tuple(item for item in items if item is not None)
    if not found:
        return None
    say = lang("People are rated against the required level only. Left: until now; right: from now on.")
    return TextsView(say, found)


def _changed(line: Recalibrated, texts: Texts) -> ChangedTexts | None:
    lang = texts.lang
    before, after = line.before, line.level
    if texts.wording.level(line.competency, before) is None:
        return None
    rises = after > before
    values = [level.value for level in texts.model.levels]
    passed = [v for v in values if min(before, after) < v < max(before, after)]
    newly, no_longer = lang("Newly required"), lang("No longer required")
    if rises:
        was = [_block(line.competency, before, lang("Required until now"), texts)]
        will = [_block(line.competency, after, newly, texts)]
        will += [_block(line.competency, v, lang("On the way there"), texts) for v in reversed(passed)]
    else:
        was = [_block(line.competency, v, no_longer, texts) for v in (before, *reversed(passed))]
        will = [_block(line.competency, after, lang("Required from now on"), texts)]
    return ChangedTexts(texts.competency(line.competency), moved(before, after, texts), tuple(was), tuple(will), rises)


def _block(competency: str, level: int, word: str, texts: Texts) -> LevelBlock:
    lang = texts.lang
    text = texts.wording.level(competency, level)
    title = lang("{word}: {level}", word=word, level=texts.level(level))
    if text is None:
        return LevelBlock(title, "", ())
    return LevelBlock(title, text.summary(lang.code), tuple(line.text(lang.code) for line in text.indicators))
