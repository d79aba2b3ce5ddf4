"""Steps of a derivation in words: what a number is, how it came about, where it stands."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.derivation import Step, given
from reportgen.model.rounding import decimal_text
from reportgen.problems import Source
from reportgen.reports.views import Texts

MINUS = "\u2212"
_DIGITS = 15  # significant digits of a number that has no end

TITLES: Mapping[str, str] = {
    "score": N_("Score"),
    "score-shown": N_("Score as shown"),
    "band": N_("Band"),
    "gap": N_("Gap"),
    "gap-shown": N_("Gap"),
    "surplus": N_("Above the standard"),
    "exam-score": N_("Exam score"),
    "exam-whole": N_("Exam score"),
    "raters": N_("Ratings counted"),
    "self": N_("Self-rating"),
    "self-shown": N_("Self-rating"),
    "difference": N_("Self-rating less score"),
    "seen": N_("Mean shown by itself"),
    "others": N_("Score without the self-rating"),
    "lowest": N_("Lowest rating"),
    "highest": N_("Highest rating"),
    "withheld": N_("Not shown in the report"),
    "required": N_("Required level"),
    "next-required": N_("Required by the next grade"),
    "rated-level": N_("Required when rated"),
    "recalibrated": N_("This cycle's votes"),
    "vote-mean": N_("Mean of the votes"),
    "grade-mean": N_("Mean of the grade"),
    "relation-mean": N_("Mean of the relation"),
    "relation-share": N_("Share"),
    "relation-weight": N_("Share of the relation"),
    "rating": N_("Rating"),
    "mark": N_("Mark"),
    "vote": N_("Vote"),
    "weight": N_("Weight"),
    "competencies": N_("Competencies of the model"),
    "assessed": N_("Assessed"),
    "not-assessed": N_("Not assessed"),
    "overall": N_("Mean score"),
    "overall-band": N_("Band of the mean score"),
    "attained": N_("At the standard"),
    "attainment": N_("Share at the standard"),
    "coverage": N_("Coverage"),
    "category": N_("Mean of the category"),
    "former": N_("Rated against another level"),
    "needs": N_("To be raised"),
    "met": N_("Meet the standard"),
    "gap-total": N_("Gaps in all"),
    "gap-share": N_("Share of the three largest gaps"),
    "near": N_("At the standard by the band, yet below it"),
    "near-total": N_("Their distances in all"),
    "raters-least": N_("Fewest ratings of a competency"),
    "raters-most": N_("Most ratings of a competency"),
    "raters-middle": N_("Ratings of the middle competency"),
    "self-ratings": N_("Competencies with a self-rating"),
    "examined": N_("Competencies with an exam score"),
    "rescaled": N_("Competencies with weights scaled up"),
    "compared": N_("Self-ratings beside scores"),
    "higher": N_("Self-ratings above the score"),
    "lower": N_("Self-ratings below the score"),
    "same": N_("Self-ratings equal to the score"),
    "largest-difference": N_("Largest difference"),
    "change": N_("Change"),
    "comparable": N_("Comparable"),
    "not-comparable": N_("Not comparable"),
    "change-up": N_("Higher"),
    "change-same": N_("About the same"),
    "change-down": N_("Lower"),
    "mean-change": N_("Change of the mean"),
}

WHY: Mapping[str, str] = {
    "duplicate": N_("the same value by the same hand stands elsewhere and is counted there"),
    "conflict": N_("contradicts another value for the same place, so neither counts"),
    "self": N_("self-rating: shown beside the score, not in it"),
    "weight-0": N_("weighs 0"),
    "exam": N_("the exam stands instead"),
    "absent": N_("not taken"),
    "blank": N_("blank"),
    "bad": N_("cannot be used; see the list of problems"),
    "no-column": N_("this sheet has no column for it"),
    "no-line": N_("no mark anywhere"),
}

# Titles of numbers that have the name of the earlier cycle in them.
EARLIER_TITLES: Mapping[str, str] = {
    "previous": N_("{cycle} score"),
    "previous-required": N_("{cycle} required level"),
    "previous-mean": N_("{cycle} mean of the comparable ones"),
    "present-mean": N_("{cycle} mean of the same ones"),
}


_SIGNED = frozenset({"difference", "change", "mean-change"})


def number(value: Fraction) -> str:
    """A plain number as it is typed: `4`, `82.5`, `1/3`."""
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{float(value):.{_DIGITS}g}"
    return text if Fraction(text) == value else str(value)


def shown(step: Step, texts: Texts) -> str:
    """A step's value as pages show it."""
    value = step.value
    if value is None:
        return "—"
    if step.unit == "score" and step.what != "whole-standard":
        return decimal_text(value) if step.what == "self-shown" else texts.score(value)
    if step.unit == "share":
        return f"{decimal_text(value * 100, 0) if step.what == 'gap-share' else texts.percent(value)}%"
    if step.unit == "points":
        sign = "+" if step.what in _SIGNED and value > 0 else ""
        return sign + decimal_text(value).replace("-", MINUS)
    if step.unit == "band":
        band = texts.band(int(value))
        return f"{band.value} {band.word}"
    if step.unit == "direction":
        return direction_word(int(value), texts)
    if step.unit == "level" and step.what != "vote-mean":
        level = texts.level(int(value))
        return f"{number(value)} {level}" if step.what in ("vote", "recalibrated") else level
    if step.what in ("exam-score", "vote-mean"):
        return texts.mark(value)
    return number(value)


_DIRECTIONS: Mapping[int, str] = {1: N_("higher"), 0: N_("about the same"), -1: N_("lower")}


def direction_word(direction: int, texts: Texts) -> str:
    """A direction (1, 0, −1) in a word."""
    return texts.lang(_DIRECTIONS[direction])


def title(step: Step, texts: Texts) -> str:
    """What a step's number is, with the name of what it is about."""
    lang, model = texts.lang, texts.model
    name = lang(TITLES[step.what])
    if step.what == "rating":
        return " ".join(part for part in (texts.relation(step.relation), texts.printable(step.by)) if part)
    if step.what in ("relation-mean", "relation-weight", "seen"):
        return f"{texts.relation(step.relation or step.of)} · {name}"
    if step.what == "mark":
        subject = next(s for c in model.competencies for s in c.subjects if s.id == step.of)
        return subject.name(lang.code)
    if step.what == "vote":
        return texts.printable(step.by)
    if step.note == "not-adopted":
        return lang("{name} (not adopted yet)", name=name)
    if step.note in ("kept", "shown"):
        category = next((c for c in model.categories if c.id == step.of), None)
        what = f"{category.name(lang.code)} · {name}" if category else name
        return lang("{name} (in the report)", name=what)
    if step.what == "score" and step.person:
        return texts.competency(step.of)
    category = next((c for c in model.categories if c.id == step.of), None)
    return f"{category.name(lang.code)} · {name}" if category else name


def place(source: Source | None, texts: Texts) -> str:
    """Where a value stands: file · sheet · cell."""
    return (
        " · ".join(texts.printable(part) for part in (source.file, source.sheet, source.cell) if part) if source else ""
    )


def origin(step: Step, texts: Texts) -> str:
    """Where a leaf comes from: its cell, the settings, or the model."""
    lang = texts.lang
    if step.origin == "settings":
        return f"reportgen.toml · [weights] {step.of.removeprefix('weights.')}"
    if step.origin == "model":
        return lang("the model's own value")
    if step.origin == "issued":
        return lang("as the last reports showed it (data/issued.json)")
    at = place(step.source, texts)
    if step.source is None or step.heading is None:
        return at
    value, cell = number(step.value or Fraction(0)), step.heading.cell
    if _column(step.source.cell) == _column(cell):
        tick = lang("ticked under “{value}”, {cell}", value=value, cell=cell)
    else:
        tick = lang("stands for “{value}”, {cell}", value=value, cell=cell)
    return f"{at}（{tick}）" if lang.code == "zh" else f"{at} ({tick})"


def _column(cell: str) -> str:
    return cell.rstrip("0123456789")


def why(step: Step, texts: Texts) -> str:
    """Why a leaf does not count, or has no value."""
    return texts.lang(WHY[step.note]) if step.note in WHY else ""


def how(step: Step, texts: Texts) -> str:
    """How a step's value follows from its parts, in one line; empty for leaves."""
    lang, values = texts.lang, given([part.value for part in step.parts])
    if not step.rule or step.value is None:
        return ""
    if step.rule == "mean":
        return _mean_text(step, values, texts)
    if step.rule in ("weighted-mean", "complete-weighted-mean"):
        return _weighted_text(step, texts)
    if step.rule == "exam-band":
        point = texts.model.point(int(step.value))
        return lang("rounded half up to {whole}, which lies in {low}–{high}", whole=number(values[0]), low=point.exam_from,
                    high=point.exam_to)  # fmt: skip
    if step.rule == "band":
        return lang("the word nearest to {score}", score=shown(step.parts[0], texts))
    if step.rule == "whole":
        exact = step.parts[0].value == step.value
        return "" if exact else lang("{value} rounded half up", value=shown(step.parts[0], texts))
    if step.rule == "shortfall":
        a, b = (shown(part, texts) for part in step.parts)
        return f"{a} {MINUS} {b}" if step.value else lang("none: {b} is not below {a}", a=a, b=b)
    return _formula(step, texts) or _count_text(step, texts)


def _formula(step: Step, texts: Texts) -> str:
    """Differences, quotients and sums as they are written; empty for other rules."""
    if step.rule == "difference":
        return f" {MINUS} ".join(shown(part, texts) for part in step.parts)
    if step.rule == "sum":
        return " + ".join(shown(part, texts) for part in step.parts)
    if step.rule == "share":
        total = sum(given([part.value for part in step.parts[1:]]), Fraction(0))
        return f"{_bare(step.parts[0], texts)} ÷ {number(total)}"
    return " ÷ ".join(_bare(part, texts) for part in step.parts) if step.rule == "quotient" else ""


def _bare(step: Step, texts: Texts) -> str:
    """A value within a formula."""
    if step.unit in ("score", "points"):
        return decimal_text(step.value or Fraction(0))
    return shown(step, texts)


def _mean_text(step: Step, values: Sequence[Fraction], texts: Texts) -> str:
    """`mean of 5 ratings: 21 ÷ 5`."""
    lang, n = texts.lang, len(values)
    total = (step.value or Fraction(0)) * n
    sums = f"{number(total) if total.denominator == 1 else decimal_text(total)} ÷ {n}"
    kind = step.parts[0].what
    if n == 1:
        return lang("the only one")
    if kind == "rating":
        return lang.plural("mean of {n} rating: {sums}", "mean of {n} ratings: {sums}", n, sums=sums)
    if kind == "vote":
        return lang.plural("mean of {n} vote: {sums}", "mean of {n} votes: {sums}", n, sums=sums)
    if step.what == "grade-mean":
        return lang("mean of the scores of {n} people: {sums}", n=n, sums=sums)
    return lang.plural("mean of {n} score: {sums}", "mean of {n} scores: {sums}", n, sums=sums)


def _weighted_text(step: Step, texts: Texts) -> str:
    """`(80 × 1 + 90 × 2) ÷ 3`, or with shares `4.00 × 62.5% + 3.50 × 37.5%`."""
    pairs = [(part, part.weight) for part in step.parts if part.weight is not None and part.value is not None]
    terms = " + ".join(f"{shown(part, texts)} × {shown(weight, texts)}" for part, weight in pairs)
    total = sum((weight.value or Fraction(0) for _, weight in pairs), Fraction(0))
    return terms if total == 1 else f"({terms}) ÷ {number(total)}"


_COUNTS: Mapping[str, str] = {
    "needs": N_("competencies whose band is {limit} or lower"),
    "attained": N_("competencies whose band is {limit} or higher"),
    "assessed": N_("competencies with a score"),
    "not-assessed": N_("competencies without a score"),
    "former": N_("scores that say how a former requirement was met"),
    "near": N_("scores below the standard whose band is at it"),
    "raters": N_("ratings in the score"),
    "raters-middle": N_("the numbers of ratings in order, the one in the middle"),
    "comparable": N_("required level and method are the same then and now"),
}


def _count_text(step: Step, texts: Texts) -> str:
    limit = shown(step.parts[0], texts) if step.rule in ("count-from", "count-up-to") else ""
    return texts.lang(_COUNTS[step.what], limit=limit) if step.what in _COUNTS else ""
