"""Exceptions from the vote as they are typed: grade, competency, level and reason (`3级/定制策略能力=中级：原因`)."""

import re
from collections.abc import Iterable, Iterator

from reportgen.language import N_
from reportgen.model.recalibration import AdoptionError, Deviation
from reportgen.model.words import Lexicon

_BETWEEN = re.compile(r"[;；\n]")
_PARTS = re.compile(r"^(?P<cell>[^=＝:：]+)(?:[=＝](?P<level>[^:：]*))?(?:[:：](?P<reason>.*))?$", re.DOTALL)
_GAP = re.compile(r"\s*[/／]\s*|\s+")
EXAMPLE = N_("客户经理3级/定制策略能力=中级：reason")


def deviations(texts: Iterable[str], lexicon: Lexicon) -> tuple[Deviation, ...]:
    """The exceptions of the options; several may stand in one, with `;` between them. Without a level, that before stays.

    Raises `AdoptionError` for one that names nothing known, or gives no reason: the reason is part of the record.
    """
    return tuple(_deviation(part.strip(), lexicon) for text in texts for part in _BETWEEN.split(text) if part.strip())


def _deviation(text: str, lexicon: Lexicon) -> Deviation:
    match = _PARTS.match(text)
    cells = list(_cells(match["cell"].strip(), lexicon)) if match else []
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
    return Deviation(*cells[0], value, reason)


def _cells(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Grade and competency, parted by a slash or a blank; names may hold blanks themselves."""
    found = set()
    for gap in _GAP.finditer(text):
        grade, competency = lexicon.grade(text[: gap.start()]), lexicon.competency(text[gap.end() :])
        if grade is not None and competency is not None:
            found.add((grade, competency))
    yield from found
