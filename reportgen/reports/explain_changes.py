"""Changes since an earlier cycle as lines: of a competency, and over several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.derivation import Explanation, Step
from reportgen.model.rounding import decimal_text
from reportgen.reports.explain_words import EARLIER_TITLES, how, origin, shown, title
from reportgen.reports.views import Texts


@dataclass(frozen=True)
class Line:
    """A number, what it is, how it came about or where it stands; below it what it was made from. `href` leads to a
    page that goes on with it.
    """

    value: str
    what: str
    how: str = ""
    place: str = ""
    href: str = ""
    lines: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Since:
    """What changed over several competencies, under a title that names the earlier cycle."""

    title: str
    lines: tuple[Line, ...]


# Why nothing of a person is compared, and why a competency is not.
NOBODY: Mapping[str, str] = {
    "other-model": N_("another model was used then"),
    "other-scale": N_("the rating scale was another one then"),
    "new-person": N_("not in that cycle"),
    "other-name": N_("the id stood with another name then"),
}
WHY_NOT: Mapping[str, str] = {
    **NOBODY,
    "not-assessed-now": N_("not assessed now"),
    "new-competency": N_("the model did not have it then"),
    "not-assessed-then": N_("not assessed then"),
    "withheld-then": N_("not shown to readers then; the score stands in that cycle's output folder only"),
    "required-level": N_("another level was required then"),
    "rated-level": N_("the ratings of then or now were given against another level"),
    "method": N_("assessed in another way then (exam or ratings)"),
}
_NOTES: Mapping[str, str] = {
    "below-edge": N_("below the edge of a band then; four decimals round onto it"),
    "not-assessed-then": N_("not assessed then"),
    "withheld-then": N_("not shown then"),
}
_TOTALS = (
    "comparable", "not-comparable", "change-up", "change-same", "change-down", "previous-mean", "present-mean", "mean-change",
)  # fmt: skip
_COUNTED: Mapping[str, str] = {
    "change-up": N_("changes of +{little} and more"),
    "change-same": N_("changes of less than {little} either way"),
    "change-down": N_("changes of −{little} and more"),
}
_QUIET = frozenset({"not-comparable", "change-up", "change-same", "change-down"})


def is_change(step: Step) -> bool:
    """Whether a number over several competencies is about an earlier cycle."""
    return step.what in _TOTALS


def cycle_called(previous: str | None, texts: Texts) -> str:
    """What the earlier cycle is called."""
    return texts.printable(previous or "") or texts.lang("the earlier cycle")


def change_lines(steps: Mapping[str, Step], previous: str | None, texts: Texts) -> list[Line]:
    """The score of then with its place, and the change; nothing where nobody's or nothing is compared."""
    change = steps.get("change")
    if change is None or change.note in NOBODY:
        return []
    names = [name for name in ("previous", "previous-required") if name in steps]
    return [*(_then(steps[name], previous, texts) for name in names), _change(change, steps.get("direction"), texts)]


def _then(step: Step, previous: str | None, texts: Texts) -> Line:
    lang = texts.lang
    name = lang(EARLIER_TITLES[step.what], cycle=cycle_called(previous, texts))
    if not step.rule:
        note = lang(_NOTES[step.note]) if step.note else ""
        return Line(shown(step, texts), name, note, origin(step, texts))
    exact = step.parts[0]
    note = lang("{value} rounded half up", value=decimal_text(exact.value or Fraction(0), _DECIMALS))
    return Line(shown(step, texts), name, note, origin(exact, texts))


_DECIMALS = 4  # of scores in data/scores.csv


def _change(change: Step, direction: Step | None, texts: Texts) -> Line:
    lang = texts.lang
    if direction is None:
        return Line("—", lang("Change"), lang("not comparable: {why}", why=lang(WHY_NOT[change.note])))
    little = decimal_text(texts.model.thresholds.little_change)
    word = shown(direction, texts)
    if not direction.value and change.value:
        word = lang("{word} (less than {little})", word=word, little=little)
    return Line(shown(change, texts), lang("Change"), _joined([how(change, texts), word], texts))


def since(one: Explanation, texts: Texts) -> Since | None:
    """The changes over several competencies; None without an earlier cycle."""
    if one.previous is None:
        return None
    lang = texts.lang
    notes = {c.steps["change"].note for c in one.competencies}
    nobody = next((WHY_NOT[note] for note in notes if note in NOBODY), "")
    heading = lang("Compared with {cycle}", cycle=cycle_called(one.previous, texts))
    if nobody:
        return Since(heading, (Line("—", lang("Nothing is compared"), lang(nobody)),))
    steps = [step for step in one.totals if is_change(step) and (step.value or step.what not in _QUIET)]
    return Since(heading, tuple(_total(step, one, texts) for step in steps))


def _total(step: Step, one: Explanation, texts: Texts) -> Line:
    lang = texts.lang
    name, text, place = "", how(step, texts), ""
    if step.what in EARLIER_TITLES:
        cycle = cycle_called(one.previous if step.what == "previous-mean" else texts.cycle.name, texts)
        name = lang(EARLIER_TITLES[step.what], cycle=cycle)
        place = origin(step, texts) if step.origin else ""
        category = next((c for c in texts.model.categories if c.id == step.of), None)
        name = f"{category.name(lang.code)} · {name}" if category else name
    if step.what == "comparable" and step.of:
        text = ""  # as above
    if step.what == "not-comparable":
        text = _reasons(one, texts)
    little = decimal_text(texts.model.thresholds.little_change)
    if step.what in _COUNTED:
        text = lang(_COUNTED[step.what], little=little)
    return Line(shown(step, texts), name or title(step, texts), text, place)


def _reasons(one: Explanation, texts: Texts) -> str:
    """Which competencies are not compared, by reason."""
    lang = texts.lang
    left: dict[str, list[str]] = {}
    for c in one.competencies:
        note = c.steps["change"].note
        if note and note != "not-assessed-now":
            left.setdefault(note, []).append(texts.competency(c.competency))
    return _joined([lang("{why}: {names}", why=lang(WHY_NOT[note]), names=lang.listing(names)) for note, names in left.items()], texts)  # fmt: skip


def _joined(parts: Sequence[str], texts: Texts) -> str:
    return ("；" if texts.lang.code == "zh" else "; ").join(part for part in parts if part)
