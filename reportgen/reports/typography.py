"""Chinese typography that the layout engine does not do by itself: spacing, and no line of one lonely character."""

import re

JOINER = "\u2060"  # no width, no glyph, no break
HARD_SPACE = "\u00a0"
_HAN = "\u3400-\u9fff"
_BEFORE = re.compile(f"(?<=[{_HAN}])(?=[0-9A-Za-z])")
_NUMBER_AFTER = re.compile(f"(?<=[0-9%]) ?(?=[{_HAN}])")
_WORD_AFTER = re.compile(f"(?<=[A-Za-z])(?=[{_HAN}])")
_LAST = 4  # characters that stay together at the end
_LONGEST = 12  # characters; binding more would tear a hole into the line before
_SPACES = " " + HARD_SPACE
_SHORT = 14  # a text up to this length stands in one line anyway
_SHORT_WORD = 8
_STRAIGHT = str.maketrans("“”", '""')  # a Chinese font draws curly quotes as wide as a character


def whole(name: str, lang: str) -> str:
    """A name that is neither broken nor spaced within a Chinese sentence."""
    return JOINER.join(name) if lang == "zh" else name


def typeset(text: str, lang: str) -> str:
    """A sentence ready for the page.

    Chinese: a quarter-em space between Han and Latin or digits, a number stays with its measure word, the last
    characters stay together. English: straight quotes, and a short last word keeps the one before it.
    """
    if lang != "zh":
        text = text.translate(_STRAIGHT)
        head, space, last = text.rpartition(" ")
        return f"{head}{HARD_SPACE}{last}" if space and len(last) <= _SHORT_WORD and " " in head else text
    spaced = _WORD_AFTER.sub(" ", _NUMBER_AFTER.sub(HARD_SPACE, _BEFORE.sub(" ", text)))
    if len(spaced) <= _SHORT or JOINER in spaced[-_LAST:]:
        return spaced
    start = _start_of_tail(spaced)
    if len(spaced) - start > _LONGEST:
        return spaced
    return spaced[:start] + JOINER.join(spaced[start:].replace(" ", HARD_SPACE))


def _start_of_tail(text: str) -> int:
    """Where the part begins that stays together: not within a number or a word, and with what stands before it."""
    start = len(text) - _LAST
    while start > 1 and (
        text[start] in _SPACES or text[start - 1] in _SPACES or (text[start].isascii() and text[start - 1].isascii())
    ):
        start -= 1
    return start
