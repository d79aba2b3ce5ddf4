"""Exceptions from the vote as they are typed: grade, competency, level and reason (`3级/定制策略能力=中级：原因`)."""

import re
from collections.abc import Iterable, Iterator

from reportgen.language import N_
from reportgen.model.recalibration import AdoptionError, Deviation
from reportgen.model.words import Lexicon

_BETWEEN = re.compile(r"[;；\n]")
_PARTS = re.compile(r"^(?P<cell>[^=＝:：]+)(?:[=＝](?P<level>[^:：]*))?(?:[:：](?P<reason>.*))?$", re.DOTALL)
_GAP = re.compile(r"\s*[/／]\s*|\s+")
_WORD = re.compile(r"[^\s=＝:：,，、。.]+")
EXAMPLE = N_("客户经理3级/定制策略能力=中级：reason")


def deviations(texts: Iterable[str], lexicon: Lexicon) -> tuple[Deviation, ...]:
    """The exceptions of the options; several may stand in one, with `;` between them. Without a level, that before stays.

    Raises `AdoptionError` for one that names nothing known, is empty, or gives no reason: the reason is part of the record.
    """
    return tuple(_deviation(part, lexicon) for text in texts for part in _parted(text, lexicon))


def _parted(text: str, lexicon: Lexicon) -> Iterator[str]:
    """The exceptions of an option. What stands behind a `;` and names no level might be the rest of a reason or an
    exception with a slip of the pen: nobody can tell, so it is refused.
    """
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if not parts:
        raise AdoptionError(N_("An exception is empty. Write grade, competency, level and reason: {example}"), example=EXAMPLE)  # fmt: skip
    for part in parts[1:]:
        if not _named(part, lexicon):
            raise AdoptionError(
                N_("“{text}” does not say which level is meant. A semicolon begins another exception: write a comma within a reason."),
                text=part,
            )  # fmt: skip
    yield from parts


def _named(text: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    match = _PARTS.match(text)
    return list(_cells(match["cell"].strip(), lexicon)) if match else []


def _deviation(text: str, lexicon: Lexicon) -> Deviation:
    match, cells = _PARTS.match(text), _named(text, lexicon)
    if match is None or len(cells) != 1:
        raise AdoptionError(
            N_("“{text}” does not say which level is meant. Write grade, competency, level and reason: {example}"),
            text=text, example=EXAMPLE,
        )  # fmt: skip
    level = (match["level"] or "").strip()
    value = lexicon.level(level) if level else None
    if match["level"] is not None and value is None:
        raise AdoptionError(
            N_("“{text}”: {level} is no level. Write one of {levels}, or leave it out to keep the level before."),
            text=text, level=level or "—", levels=lexicon.model.levels,
        )  # fmt: skip
    reason = (match["reason"] or "").strip()
    if not reason:
        raise AdoptionError(
            N_("“{text}” gives no reason. It is kept with the decision; write it behind a colon: {example}"),
            text=text, example=EXAMPLE,
        )  # fmt: skip
    first = _WORD.search(reason)
    if match["level"] is None and first and lexicon.level(first[0]) is not None:
        raise AdoptionError(
            N_("“{text}”: {level} stands where the reason should. Write = before a level and a colon before the reason: {example}"),
            text=text, level=first[0], example=EXAMPLE,
        )  # fmt: skip
    return Deviation(*cells[0], value, reason)


def _cells(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Grade and competency, parted by a slash or a blank; names may hold blanks themselves."""
    found = set()
    for gap in _GAP.finditer(text):
        grade, competency = lexicon.grade(text[: gap.start()]), lexicon.competency(text[gap.end() :])
        if grade is not None and competency is not None:
            found.add((grade, competency))
    yield from found
