"""What a person can do next: the view of the development section, from the model's texts."""

from dataclasses import dataclass
from fractions import Fraction

from reportgen.language import N_
from reportgen.model.results import CompetencyResult, PersonResult, Standards
from reportgen.reports.against import level_asked, marked, marked_names
from reportgen.reports.chart_data import tone
from reportgen.reports.typography import whole
from reportgen.reports.views import TOP, Texts, needs

FAR = 2  # up to this tone of the palette the required level is out of reach for a first step
IN_ONE_LINE = 6  # further needs with one step each; a report that demands everything changes nothing

# By the palette's tone, which counts from the standard: four below, three, two, one, the nearest one.
WHERE = (
    N_("This competency cannot be seen yet: create an occasion to practise it first."),
    N_("The first steps are taken: watch somebody who does it well, then do it side by side."),
    N_("There is a basis, but doing it alone is still hard: work on it with somebody experienced."),
    N_("Copes with ordinary cases; harder ones still need help."),
    N_("Almost there: it works most of the time and now has to work every time."),
)


@dataclass(frozen=True)
class Goal:
    """A competency to work on: what is asked, where the person stands, steps, what comes after it."""

    rank: int
    name: str
    facts: str
    where: str
    asked_title: str
    asked: tuple[str, ...]
    steps: tuple[str, ...]
    after_title: str
    after: str


@dataclass(frozen=True)
class Further:
    name: str
    score: str
    band: str
    step: str


@dataclass(frozen=True)
class GrowthView:
    """`calm` when there are no needs: then the goals look at the next grade."""

    title: str
    say: str
    calm: bool
    goals: tuple[Goal, ...]
    further_title: str
    further: tuple[Further, ...]
    later: str


@dataclass(frozen=True)
class FirstStep:
    """A line of "what to do first" on the first page; `mark` stands in its badge."""

    mark: str
    name: str
    step: str
    aim: str


def growth_view(person: PersonResult, standards: Standards, texts: Texts) -> GrowthView:
    """The section's view."""
    lang = texts.lang
    ranked = needs(person.competencies, texts.model)
    if not ranked:
        return _calm(person, standards, texts)
    rest, later = ranked[TOP : TOP + IN_ONE_LINE], ranked[TOP + IN_ONE_LINE :]
    say = (
        lang(
            "Three at a time are enough: what the level asks, where you stand, and steps. Agree on dates when you talk."
        )
        if len(ranked) > TOP
        else lang("What the level asks, where you stand, and steps. Agree on dates when you talk.")
    )
    return GrowthView(
        title=lang("How to grow"),
        say=say,
        calm=False,
        goals=tuple(_goal(i, r, person, standards, texts) for i, r in enumerate(ranked[:TOP], start=1)),
        further_title=lang.plural(
            "The other one, in daily work", "The other {n}, in daily work", len(rest)
        ) if not later else lang("The next {n}, in daily work", n=len(rest)),
        further=tuple(_further(r, texts) for r in rest),
        later=lang("Left for later: {names}.", names=marked_names(later, texts)) if later else "",
    )  # fmt: skip


def first_steps(person: PersonResult, standards: Standards, texts: Texts) -> tuple[FirstStep, ...]:
    """The lines of "what to do first": the largest needs, else what the next grade asks; and getting what is missing."""
    lang = texts.lang
    if person.assessed == 0:
        return (
            FirstStep("1", "", lang("Ask the line manager and at least two colleagues to hand in their rating forms; agree with HR on a date for the exams."), ""),
            FirstStep("2", "", lang("Make this report again afterwards. Until then, judge and decide nothing by this page."), ""),
        )  # fmt: skip
    missing = [texts.competency(r.competency) for r in person.competencies if r.score is None and not r.withheld]
    ranked = needs(person.competencies, texts.model)
    if not ranked and texts.mostly_hidden(person):
        return _only_hidden(missing, texts)
    steps = [
        FirstStep(str(i), marked(r, texts), _steps(r, texts)[0], _aim(r, texts))
        for i, r in enumerate(ranked[:TOP], start=1)
    ]
    if not ranked:
        steps = _outlooks(person, standards, texts)
    if person.assessed == len(person.competencies):
        return tuple(steps)
    if not texts.shows_overall(person):
        data = lang(
            "Get the missing ratings and exams first: most of the competencies are not assessed, so little can be said."
        )
        return (FirstStep("", "", data, ""), *steps)
    data = lang("Get the missing ratings and exams too: {names}.", names=texts.listed(missing, IN_ONE_LINE))
    return (*steps, FirstStep("", "", data, ""))


def _only_hidden(missing: list[str], texts: Texts) -> tuple[FirstStep, ...]:
    """Where scores are there, but none may be shown."""
    lang, least = texts.lang, texts.model.thresholds.shown_raters
    steps = [
        lang("You and your manager need not do anything for it: HR can ask more colleagues to rate and make this report again; as a rule from {least} on scores are shown.", least=least),
        lang("Use the talk for what is there: the levels required, your own view, exams. Read nothing into what is not shown."),
    ]  # fmt: skip
    if missing:
        steps.append(lang("Get the missing ratings and exams too: {names}.", names=texts.listed(missing, IN_ONE_LINE)))
    return tuple(FirstStep(str(i), "", text, "") for i, text in enumerate(steps, start=1))


def _outlooks(person: PersonResult, standards: Standards, texts: Texts) -> list[FirstStep]:
    """Without needs: the lowest scores against what the next grade asks; at the top, handing on the highest."""
    following = texts.next_grade(person.grade)
    if following:
        return [
            FirstStep(str(i), marked(r, texts), _outlook(r, following, standards, texts), "")
            for i, r in enumerate(_lowest(person), start=1)
        ]
    names = [marked(r, texts) for r in _highest(person)]
    return [
        FirstStep("1", "", texts.lang("Write down on one page how it works: {names}.", names=texts.lang.listing(names)), ""),
        FirstStep("2", "", texts.lang("Coach a colleague in one of them for a quarter, and meet every two weeks."), ""),
    ]  # fmt: skip


def _steps(result: CompetencyResult, texts: Texts) -> list[str]:
    """Steps towards the required level; far below it, a first one from the level before."""
    lang = texts.lang
    level = texts.wording.level(result.competency, result.required_level)
    if level is None or not level.steps:
        return [lang("Agree with the line manager on a first step with a date.")]
    steps = [line.text(lang.code) for line in level.steps]
    if tone(result.band or 0, texts.model.standard) > FAR:
        return steps
    lower = result.required_level - 1
    before = texts.wording.level(result.competency, lower) if texts.model.has_level(lower) else None
    if before is None or not before.steps:
        return [lang("Watch somebody who does it well, then do it once side by side."), *steps[:-1]]
    return [before.steps[0].text(lang.code), *steps[:-1]]


def _aim(result: CompetencyResult, texts: Texts) -> str:
    level = texts.wording.level(result.competency, result.required_level)
    if level is None:
        return ""
    return texts.lang("Aim: {summary}", summary=level.summary(texts.lang.code))


def _lowest(person: PersonResult) -> list[CompetencyResult]:
    """The lowest scores of somebody without needs."""
    return sorted((r for r in person.competencies if r.score is not None), key=lambda r: r.score or Fraction(0))[:TOP]


def _highest(person: PersonResult) -> list[CompetencyResult]:
    return sorted((r for r in person.competencies if r.score is not None), key=lambda r: -(r.score or 0))[:TOP]


def _outlook(result: CompetencyResult, following: str, standards: Standards, texts: Texts) -> str:
    """What the next grade asks of a competency."""
    lang = texts.lang
    grade, asked = texts.grade(following), standards.level(following, result.competency)
    level = texts.wording.level(result.competency, asked)
    if asked <= result.required_level or level is None:
        return lang("{grade} asks for {level} here.", grade=whole(grade, lang.code), level=texts.level(asked))
    return lang("{grade} asks for {level}: {summary}", grade=whole(grade, lang.code), level=texts.level(asked),
                summary=level.summary(lang.code))  # fmt: skip


def _goal(rank: int, result: CompetencyResult, person: PersonResult, standards: Standards, texts: Texts) -> Goal:
    lang = texts.lang
    level = texts.wording.level(result.competency, result.required_level)
    following = texts.next_grade(person.grade)
    after_title, after = _after(result, following, standards, texts)
    return Goal(
        rank=rank,
        name=marked(result, texts),
        facts=lang("required {level} · score {score}, {band} · {gap} to the standard",
                   level=level_asked(result, texts), score=texts.score(result.score),
                   band=texts.band(result.band).word, gap=texts.gap(result.score)),
        where=_where(result, texts),
        asked_title=lang("What {level} asks", level=texts.level(result.required_level)),
        asked=tuple(line.text(lang.code) for line in level.indicators) if level else (),
        steps=tuple(_steps(result, texts)),
        after_title=after_title,
        after=after,
    )  # fmt: skip


def _after(result: CompetencyResult, following: str, standards: Standards, texts: Texts) -> tuple[str, str]:
    """What the next grade would ask, when it asks more."""
    lang = texts.lang
    if not following:
        return "", ""
    asked = standards.level(following, result.competency)
    level = texts.wording.level(result.competency, asked)
    if asked <= result.required_level or level is None:
        return "", ""
    title = lang("{grade} asks for {level}", grade=texts.grade(following), level=texts.level(asked))
    return title, level.summary(lang.code)


def _where(result: CompetencyResult, texts: Texts) -> str:
    lang, model = texts.lang, texts.model
    if result.exam_score is not None:
        return lang("The exam score is {mark}; the standard begins at {from_}.", mark=texts.mark(result.exam_score),
                    from_=model.point(model.standard).exam_from)  # fmt: skip
    return lang(WHERE[min(tone(result.band or 0, model.standard), len(WHERE) - 1)])


def _further(result: CompetencyResult, texts: Texts) -> Further:
    return Further(
        marked(result, texts),
        texts.score(result.score),
        texts.band(result.band).word,
        _steps(result, texts)[0],
    )


def _calm(person: PersonResult, standards: Standards, texts: Texts) -> GrowthView:
    """Without needs: the lowest scores against what the next grade asks."""
    lang = texts.lang
    following = texts.next_grade(person.grade)
    handing_on = (
        lang("Write down on one page an occasion on which it worked, and why."),
        lang("Coach a colleague in it for a quarter, and meet every two weeks."),
        lang("Show it at the next team meeting, in ten minutes, with one case."),
    )
    goals = []
    for i, result in enumerate(_lowest(person) if following else _highest(person)):
        asked = standards.level(following, result.competency) if following else result.required_level
        level = texts.wording.level(result.competency, asked)
        title = (
            lang("What {grade} asks", grade=texts.grade(following))
            if following
            else lang("What {level} means", level=texts.level(asked))
        )
        goals.append(
            Goal(
                rank=0,
                name=marked(result, texts),
                facts=lang("score {score}, {band}", score=texts.score(result.score), band=texts.band(result.band).word),
                where="",
                asked_title=title,
                asked=tuple(line.text(lang.code) for line in level.indicators) if level else (),
                steps=tuple(line.text(lang.code) for line in level.steps) if level and following else (handing_on[i],),
                after_title="",
                after="",
            )
        )
    return GrowthView(
        title=lang("Where to go from here"),
        say=_calm_say(person, following, texts),
        calm=True,
        goals=tuple(goals),
        further_title="",
        further=(),
        later="",
    )  # fmt: skip


def _calm_say(person: PersonResult, following: str, texts: Texts) -> str:
    lang = texts.lang
    if person.withheld and following:
        return lang("Nothing shown is below the standard. The lowest of these scores, and what {grade} would ask there.",
                    grade=whole(texts.grade(following), lang.code))  # fmt: skip
    if following:
        return lang("Nothing is below the standard. The lowest scores, and what {grade} would ask there.",
                    grade=whole(texts.grade(following), lang.code))  # fmt: skip
    if person.withheld:
        return lang("Nothing shown is below the standard, and no higher grade follows: hand on what works.")
    return lang("Nothing is below the standard, and no higher grade follows: hand on what works.")
