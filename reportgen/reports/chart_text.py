"""Text in charts: how wide it is, and how a name is broken to fit its room."""

import math

MM_PER_PT = 25.4 / 72
LATIN = 0.56  # mean width of a Latin letter, in em; a Chinese character is one em wide
SMALLEST = 6.0
MOST_LINES = 3
_LAST_NARROW = 0x2E7F


def text_width(text: str, size: float) -> float:
    """Width [mm] of a text of `size` [pt], a little too wide rather than too narrow."""
    return sum(1 if ord(ch) > _LAST_NARROW else LATIN for ch in text) * size * MM_PER_PT


def fitted(name: str, room: float, size: float) -> tuple[list[str], float]:
    """A name in one to three lines no wider than `room` [mm], and the size [pt] at which they are."""
    while size > SMALLEST:
        for lines in range(1, MOST_LINES + 1):
            broken = _broken(name, lines)
            if max(text_width(line, size) for line in broken) <= room:
                return broken, size
        size -= 0.5
    return _broken(name, MOST_LINES), size


def _broken(name: str, lines: int) -> list[str]:
    """A name in at most `lines` lines of nearly equal length: between words, or characters where there are none."""
    words = name.split() if " " in name.strip() else list(name)
    glue = " " if " " in name.strip() else ""
    target = math.ceil(len(name) / lines)
    result: list[str] = []
    for word in words:
        longer = f"{result[-1]}{glue}{word}" if result else word
        if result and (len(longer) <= target + len(glue) * 2 or len(result) == lines):
            result[-1] = longer
        else:
            result.append(word)
    return result or [name]
