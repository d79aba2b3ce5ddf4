"""Changes since an earlier cycle in words, signs and numbers, the same wherever they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.comparison import Change, Comparison, MeanChange, Obstacle, PersonChange
from reportgen.model.results import Assessment, PersonResult
from reportgen.model.rounding import decimal_text
from reportgen.reports.chart_data import FEWEST_AXES
from reportgen.reports.typography import whole
from reportgen.reports.views import Page, Texts

MINUS = "−"

# Why competencies of a person are not compared, for those whose report it is.
WHY: Mapping[Obstacle, str] = {
    "new-competency": N_("New in the model: {names}."),
    "not-assessed-then": N_("Not assessed in {cycle}: {names}."),
    "not-assessed-now": N_("Not assessed now: {names}."),
    "withheld-then": N_("Not shown in {cycle}, to keep the raters anonymous: {names}."),
    "withheld-now": N_("Not shown now, to keep the raters anonymous: {names}."),
    "required-level": N_("Another level was required in {cycle}: {names}. A score says how the required level is met, so it cannot be compared."),
    "rated-level": N_("Rated against other levels then or now: {names}. A score says how the level it was given against is met, so it cannot be compared."),
    "method": N_("Assessed in another way in {cycle} (exam or ratings): {names}."),
}  # fmt: skip
# The same where it is true of everything.
WHY_NOTHING: Mapping[Obstacle, str] = {
    "new-competency": N_("All competencies are new in the model, so nothing is compared with {cycle}."),
    "not-assessed-then": N_("Nothing of what is assessed now was assessed in {cycle}, so nothing is compared."),
    "withheld-then": N_("Nothing of what is compared was shown in {cycle}, to keep the raters anonymous, so nothing is compared."),
    "withheld-now": N_("Scores are not shown now, to keep the raters anonymous, so nothing is compared."),
    "required-level": N_("All {n} required levels differ from {cycle}, so nothing is compared: a score says how the required level is met."),
    "rated-level": N_("Nothing was rated against the same level as in {cycle}, so nothing is compared: a score says how the level it was given against is met."),
    "method": N_("Everything was assessed in another way in {cycle} (exam or ratings), so nothing is compared."),
}  # fmt: skip
WHY_NOBODY: Mapping[Obstacle, str] = {
    "other-model": N_("Cycle {cycle} used another model, so nothing is compared."),
    "other-scale": N_("The rating scale has changed since cycle {cycle}, so nothing is compared."),
    "new-person": N_("Not assessed in cycle {cycle}, so nothing is compared."),
    "other-name": N_("In cycle {cycle} this id stood with another name, so nothing is compared."),
}


@dataclass(frozen=True)
class Sign:
    """A change as shown: its text and its tone (`up`, `down`, `same`, `none`)."""

    text: str
    tone: str


NO_SIGN = Sign("", "none")
SHORT = 12  # width of a cycle's name [characters, a Chinese one is two] that fits into a heading


def cycle_name(comparison: Comparison, texts: Texts) -> str:
    """What the earlier cycle is called on pages."""
    return texts.printable(comparison.cycle) or texts.lang("the earlier cycle")


def short_name(comparison: Comparison, texts: Texts) -> str:
    """The same for a heading or a key: a long name gives way to words for it."""
    name = cycle_name(comparison, texts)
    return name if len(name) + sum(c > "\u2e7f" for c in name) <= SHORT else texts.lang("the earlier cycle")


def now_name(texts: Texts) -> str:
    """What the present cycle is called in a heading."""
    name = texts.printable(texts.cycle.name)
    return name if name and len(name) + sum(c > "\u2e7f" for c in name) <= SHORT else texts.lang("now")


def before_name(assessment: Assessment, texts: Texts) -> str:
    """What the earlier cycle is called on pages; empty without one."""
    return "" if assessment.comparison is None else cycle_name(assessment.comparison, texts)


def change_of(person: PersonResult, assessment: Assessment) -> PersonChange | None:
    """A person's changes; None without an earlier cycle."""
    return None if assessment.comparison is None else assessment.comparison.people[person.id]


def signed(value: Fraction) -> str:
    """A difference of shown numbers with its sign: `+0.40`, `−0.30`, `0.00`."""
    text = decimal_text(abs(value))
    return text if not value else f"{'+' if value > 0 else MINUS}{text}"


def sign(change: Change | None, texts: Texts) -> Sign:
    """A change with its direction; a small one has no arrow."""
    if change is None or change.obstacle in ("not-assessed-now", "withheld-now"):
        return NO_SIGN
    if change.by is None:
        return Sign(texts.lang("not comparable"), "none")
    arrow = {"up": "▲ ", "down": "▼ "}.get(change.direction, "")
    return Sign(f"{arrow}{signed(change.by)}", change.direction)


def mean_sign(change: MeanChange | None, texts: Texts) -> Sign:
    """The change of a mean: a triangle only where it is more than little."""
    if change is None:
        return Sign(texts.lang("not comparable"), "none")
    if not change.by or abs(change.by) < texts.model.thresholds.little_change:
        return Sign(signed(change.by), "same")
    return Sign(f"{'▲' if change.by > 0 else '▼'} {signed(change.by)}", "up" if change.by > 0 else "down")


def from_to(change: MeanChange, texts: Texts) -> str:
    """Means of then and now with their difference."""
    return texts.lang("from {before} to {now} ({by})", before=texts.score(change.before), now=texts.score(change.now),
                      by=signed(change.by))  # fmt: skip


def since(person: PersonResult, assessment: Assessment, texts: Texts) -> str:
    """The changes in a sentence, for a first page, or why there are none; empty when the person is not assessed."""
    lang, comparison, change = texts.lang, assessment.comparison, change_of(person, assessment)
    if comparison is None or change is None or not person.assessed:
        return ""
    cycle, comparable = cycle_name(comparison, texts), change.comparable
    left = sum(1 for c in change.changes if c.obstacle not in ("", "not-assessed-now"))
    if not comparable or change.overall is None:
        return _why_nothing(change, person, cycle, texts)
    counts = (
        (N_("{n} higher"), change.count("up")),
        (N_("{n} about the same"), change.count("same")),
        (N_("{n} lower"), change.count("down")),
    )
    result = lang("Since {cycle}: {counts}", cycle=cycle,
                  counts=lang.listing([lang(text, n=n) for text, n in counts if n]))  # fmt: skip
    mean = lang("the mean of these went {change}", change=from_to(change.overall, texts)) if len(comparable) > 1 else ""
    rest = lang("{n} not comparable", n=left) if left else ""
    joint = "；" if lang.code == "zh" else "; "
    return f"{joint.join(part for part in (result, mean, rest) if part)}{'。' if lang.code == 'zh' else '.'}"


def _why_nothing(change: PersonChange, person: PersonResult, cycle: str, texts: Texts) -> str:
    """Why nothing is compared, where there is one reason; else where the reasons stand."""
    reasons = {c.obstacle for c in change.changes} - {"not-assessed-now"}
    if len(reasons) == 1:
        (reason,) = reasons
        if reason in WHY_NOBODY:
            return texts.lang(WHY_NOBODY[reason], cycle=cycle)
        if reason == "required-level" and change.grade_before != person.grade:
            return texts.lang("The grade has changed and with it the required levels, so nothing is compared with {cycle}.", cycle=cycle)  # fmt: skip
        if reason == "required-level":
            return texts.lang("Other levels were required, so nothing is compared with {cycle}.", cycle=cycle)
    return texts.lang("Nothing can be compared with {cycle}; the notes say why.", cycle=cycle)


def room(page: Page, since: str, *, crowded: bool, withheld: int = 0) -> str:
    """How a first page makes room for what stands on it besides the usual: `compact` draws a smaller radar, `tight`
    moves the rest together as well; empty for the usual page. `withheld`: how many sentences say which scores are not shown, or speak of another level.
    """
    n = bool(page.introduction) + (bool(since) and (crowded or bool(page.introduction))) + withheld * (1 + crowded)
    return ("", "compact", "tight")[min(n, 2)]


def before_of(change: PersonChange | None, within: Sequence[str]) -> tuple[Fraction | None, ...]:
    """Scores of then per competency; nothing at all when too few make a line."""
    if change is None:
        return ()
    scores = [None if (c := change.change(i)).obstacle else c.before for i in within]
    return tuple(scores) if sum(1 for s in scores if s is not None) >= FEWEST_AXES else ()


def before_text(change: PersonChange | None, comparison: Comparison | None, within: Sequence[str], texts: Texts) -> str:
    """What the line of then shows, for those who do not see it; begins with a separator, empty without a line."""
    if comparison is None or change is None or not before_of(change, within):
        return ""
    shown = [
        f"{texts.competency(c.competency)} {texts.score(c.before)}" for c in change.comparable if c.competency in within
    ]
    return texts.lang("; in {cycle}: {values}", cycle=cycle_name(comparison, texts), values=texts.lang.listing(shown))


def change_notes(person: PersonResult, assessment: Assessment, texts: Texts) -> tuple[str, ...]:
    """What is compared with what, what is not, and why; empty without an earlier cycle."""
    comparison, change = assessment.comparison, change_of(person, assessment)
    if comparison is None or change is None or not person.assessed:
        return ()
    lang, cycle = texts.lang, cycle_name(comparison, texts)
    nobody = next((WHY_NOBODY[c.obstacle] for c in change.changes if c.obstacle in WHY_NOBODY), "")
    if nobody:
        return (lang(nobody, cycle=cycle),)
    how = [lang("The scores in the reports of {cycle} and in this one are compared.", cycle=cycle)]
    if texts.model.thresholds.little_change and change.comparable:
        how.append(little_text(texts))
    if change.overall is not None:
        how.append(lang("Means are compared over the same competencies then and now ({n}).", n=change.overall.n))
    if any(r.against and not change.change(r.competency).obstacle for r in person.competencies):
        how.append(
            lang("A score with * is compared where that of {cycle} was given against the same level.", cycle=cycle)
        )
    notes = [texts.joined(*how)]
    if change.grade_before != person.grade:
        notes.append(lang("The grade was {before} then and is {now} now.", before=grade_name(change.grade_before, texts), now=grade_name(person.grade, texts)))  # fmt: skip
    assessed = sum(1 for c in change.changes if c.obstacle != "not-assessed-now")
    for obstacle, text in WHY.items():
        names = [c.competency for c in change.changes if c.obstacle == obstacle]
        if names and obstacle != "not-assessed-now":
            every = len(names) == assessed > 1
            notes.append(
                lang(WHY_NOTHING[obstacle], cycle=cycle, n=len(names))
                if every
                else lang(text, names=texts.names(names), cycle=cycle)
            )
    return (*notes, *(lang(text, cycle=cycle) for text in cautions(comparison)))


def little_text(texts: Texts) -> str:
    """From where on a change has an arrow; empty in a model where every change has one."""
    little = texts.model.thresholds.little_change
    return (
        texts.lang(
            "A change of less than {little} counts as about the same; it has no arrow.", little=decimal_text(little)
        )
        if little
        else ""
    )


def cautions(comparison: Comparison) -> Iterator[str]:
    """What changed between the cycles besides people, as translatable sentences with a {cycle}."""
    obstacles = {c.obstacle for p in comparison.people.values() for c in p.changes}
    if "other-model" in obstacles:
        yield N_("{cycle} used another model, so no score is compared.")
    elif "other-scale" in obstacles:
        yield N_("The rating scale has changed since {cycle}, so no score is compared.")
    elif comparison.same_model is False:
        yield N_("The model has changed since {cycle}: only competencies that it had then are compared.")
    if comparison.same_standards is False:
        yield N_(
            "The required levels have changed since {cycle}: only scores given against the same level are compared."
        )
    if comparison.same_weights is False:
        yield N_("The weights of the relations have changed since {cycle}: a part of each change may come from that.")


def grade_name(grade: str, texts: Texts) -> str:
    """A grade of then: its name, or the text that stood there if the model has it no more."""
    known = {g.id for g in texts.model.grades}
    return whole(texts.grade(grade), texts.lang.code) if grade in known else texts.printable(grade)
