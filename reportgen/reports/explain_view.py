"""Where a person's numbers come from, as lines of text: the view of the page and of what the command prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from reportgen.model.derivation import CompetencyExplanation, Explanation, Step
from reportgen.problems import Problem, shorten
from reportgen.reports.admin_page import AdminPage, admin_page
from reportgen.reports.css import stylesheet
from reportgen.reports.explain_changes import Line, Since, change_lines, is_change, since
from reportgen.reports.explain_levels import IN_FORCE, adoption, given_against, rated_otherwise
from reportgen.reports.explain_words import WHY, how, origin, place, shown, title, why
from reportgen.reports.html import render
from reportgen.reports.views import Band, Texts

FOLDER = "data/explain"


@dataclass(frozen=True)
class Section:
    """A competency: its result in short (a band only with a score), the numbers, and what did not count."""

    id: str
    name: str
    score: str
    band: Band
    level: str
    short: str
    lines: tuple[Line, ...]
    left: tuple[Line, ...]


@dataclass(frozen=True)
class ExplainView:
    """A page; `people` says that the sections are means over people."""

    page: AdminPage
    name: str
    about: str
    say: str
    totals: tuple[Line, ...]
    sections: tuple[Section, ...]
    since: Since | None = None
    left_out: tuple[Line, ...] = ()


def explain_view(one: Explanation, people: Mapping[str, str], hrefs: Mapping[str, str], texts: Texts) -> ExplainView:
    """The view of a person; `people` maps ids to names, `hrefs` grade ids to their pages beside this one."""
    lang = texts.lang
    person = one.person
    name = texts.name(person.name)
    facts = (lang("ID {id}", id=texts.name(person.id)), texts.grade(person.grade), texts.printable(person.department))
    return ExplainView(
        page=admin_page(lang("Where the numbers of {name} come from", name=name), f"{FOLDER}/", texts),
        name=name,
        about="　".join(part for part in facts if part),
        say=lang("Numbers are computed exactly and shown with two decimals. Every line that names a cell can be looked up in the workbook."),
        totals=tuple(line for step in one.totals if not is_change(step) and (line := _total(step, texts))),
        sections=tuple(
            _section(c, people, hrefs.get(person.grade, ""), one.previous, texts) for c in one.competencies
        ),
        since=since(one, texts),
        left_out=tuple(_left_out(found, texts) for found in one.left_out),
    )  # fmt: skip


def _section(
    one: CompetencyExplanation, people: Mapping[str, str], href: str, previous: str | None, texts: Texts
) -> Section:
    """A competency of a person."""
    steps = one.steps
    score = steps["score"]
    band = steps.get("band")
    return Section(
        id=one.competency,
        name=texts.competency(one.competency),
        score=shown(score, texts) if score.value is not None else texts.missing,
        band=Band("", "x") if band is None or band.value is None else texts.band(int(band.value)),
        level=shown(steps["required"], texts),
        short=_short(one, texts),
        lines=tuple(_lines(one, people, href, previous, texts)),
        left=tuple(
            Line(shown(s, texts), _called(s, texts), why(s, texts), origin(s, texts))
            for s in one.left
            if s.note != "self"
        )
        + tuple(_left_out(found, texts) for found in one.left_out),
    )


def _left_out(found: Problem, texts: Texts) -> Line:
    """What could not be used, with whose it is and the reason."""
    relation = texts.relation(found.relation) if found.relation else ""
    who = " ".join(part for part in (relation, texts.printable(found.rater)) if part)
    what = texts.printable(found.what(texts.lang)).rstrip(".。")
    return Line(shorten(texts.printable(found.value)) or "—", who, what, place(found.source, texts))


def _short(one: CompetencyExplanation, texts: Texts) -> str:
    """Where a score comes from, in a few words."""
    lang, steps = texts.lang, one.steps
    if (exam := steps.get("exam-score")) is not None:
        if exam.value is None:
            return lang("exam incomplete")
        return lang("exam {mark}", mark=shown(exam, texts).removesuffix(".00"))
    if (n := steps.get("raters")) is not None:
        ratings = lang.plural("{n} rating", "{n} ratings", int(n.value or 0))
        return lang("{ratings}; not shown in the reports", ratings=ratings) if one.withheld else ratings
    return lang("no ratings or marks")


_ABOUT_SCORE = ("band", "gap-shown")
_BESIDE = (
    "shown",
    "others",
    "lowest",
    "highest",
    "required",
    "next-required",
    "recalibrated",
    "self",
    "difference",
    "grade-mean",
)


def _lines(
    one: CompetencyExplanation, people: Mapping[str, str], href: str, previous: str | None, texts: Texts
) -> list[Line]:
    """The numbers of a competency, the score first; the next grade's level where it is another."""
    steps = one.steps
    same = "next-required" in steps and steps["next-required"].value == steps["required"].value

    def numbers(names: Sequence[str]) -> list[Line]:
        wanted = [name for name in names if name in steps and not (same and name == "next-required")]
        return [_number(steps[name], one, people, href, texts) for name in wanted]

    changes = change_lines(steps, previous, texts)
    seen = [name for name in steps if name.startswith("seen-")]
    return [
        _score(steps, texts),
        *_not_shown(one, texts),
        *numbers(_ABOUT_SCORE),
        *numbers(seen),
        *changes,
        *numbers(_BESIDE),
    ]


def _not_shown(one: CompetencyExplanation, texts: Texts) -> list[Line]:
    """That readers do not see the score."""
    lang = texts.lang
    return (
        [
            Line(
                lang("not shown"),
                lang("In the reports"),
                lang("too few people rated to show it without giving away who said what"),
            )
        ]
        if one.withheld
        else []
    )


def _number(
    step: Step, one: CompetencyExplanation, people: Mapping[str, str], href: str, texts: Texts
) -> Line:  # fmt: skip
    """A competency's own number besides the score."""
    value, what, text = shown(step, texts), title(step, texts), how(step, texts)
    if step.what == "grade-mean":
        scores = () if href else tuple(_person(part, people, texts) for part in step.parts if part.value is not None)
        return Line(value, what, "" if href else text, "", href and f"{href}#{one.competency}", scores)
    if step.what == "gap-shown" and not step.value:
        return Line("—", what, text)
    line = _line(step, texts)
    if step.what == "required":
        return replace(line, how=_and(line.how, rated_otherwise(one.steps["score"], texts), texts))
    if step.what == "self" and any(other.note == "self" for other in one.left):
        beside = WHY["self"]
        return replace(line, how=_and(line.how, texts.lang(beside), texts))
    return line


def _score(steps: Mapping[str, Step], texts: Texts) -> Line:
    """The score, with all that it was made from."""
    lang, step = texts.lang, steps["score"]
    what = lang("Score")
    if (exam := steps.get("exam-score")) is not None:
        note = "" if exam.value is not None else lang("a subject that counts has no mark; ratings do not step in")
        return Line(shown(step, texts), what, how(step, texts) or note, "", "", (_line(exam, texts),))
    if step.value is None:
        return Line(texts.missing, what, lang("no rating that counts, and no mark"))
    scaled = lang("a relation gave no rating, so the other weights were scaled up") if step.note == "rescaled" else ""
    return Line(
        shown(step, texts),
        what,
        _and(how(step, texts), scaled, texts),
        "",
        "",
        tuple(_line(part, texts) for part in step.parts),
    )


def _line(step: Step, texts: Texts) -> Line:
    """A step with everything below it, as far as it is worth a line of its own."""
    lang = texts.lang
    note = why(step, texts)
    text = _and(_and(how(step, texts), note, texts), _weight(step, texts), texts)
    text = _and(_and(text, given_against(step, texts), texts), adoption(step, texts), texts)
    at = origin(step, texts) if step.origin else ""
    parts = () if step.rule in ("band", "shortfall", "difference") else step.parts
    if step.what == "recalibrated":
        parts = step.parts[0].parts
        adopted = IN_FORCE[step.note]
        text = _and(_and(how(step.parts[0], texts), text, texts), lang(adopted), texts)
    return Line(shown(step, texts), title(step, texts), text, at, "", tuple(_line(part, texts) for part in parts))


def _and(first: str, second: str, texts: Texts) -> str:
    """Two remarks in one line."""
    return ("；" if texts.lang.code == "zh" else "; ").join(part for part in (first, second) if part)


def _weight(step: Step, texts: Texts) -> str:
    """How much a part weighs, and who says so."""
    weight = step.weight
    if weight is None:
        return ""
    lang = texts.lang
    if weight.rule == "share":
        entry = weight.parts[0]
        return lang("share {share} = {formula} ({place})", share=shown(weight, texts), formula=how(weight, texts),
                    place=origin(entry, texts))  # fmt: skip
    return lang("weight {weight} ({place})", weight=shown(weight, texts), place=origin(weight, texts))


def _called(step: Step, texts: Texts) -> str:
    if step.what == "vote":
        return f"{texts.lang('Vote')} · {title(step, texts)}"
    return title(step, texts)


def _person(step: Step, people: Mapping[str, str], texts: Texts) -> Line:
    return Line(shown(step, texts), f"{texts.name(step.person)} {texts.name(people[step.person])}")


# Counts that are worth a line only when they are not 0.
_QUIET = frozenset({"near", "near-total", "rescaled", "self-ratings", "examined", "same", "gap-share", "not-assessed"})


def _total(step: Step, texts: Texts) -> Line | None:
    """A number over several competencies; its parts are sections of their own."""
    if step.what in _QUIET and not step.value:
        return None
    text = how(step, texts)
    if step.what == "coverage":
        text = texts.lang("scores, each up to the standard at most: {formula}", formula=text)
    return Line(shown(step, texts), title(step, texts), text)


def explain_html(view: ExplainView, texts: Texts, family: str) -> bytes:
    """The page."""
    css = stylesheet(("admin", "explain"), family)
    return render("admin/explain.html", view, texts.lang, css=css).encode("utf-8")


def grade_view(
    grade: str, means: Mapping[str, Step], people: Mapping[str, str], hrefs: Mapping[str, str], texts: Texts
) -> ExplainView:
    """The view of a grade's means: competency id -> mean; `hrefs` maps ids of people to their pages."""
    lang = texts.lang
    return ExplainView(
        page=admin_page(lang("Where the means of {grade} come from", grade=texts.grade(grade)), f"{FOLDER}/", texts),
        name=texts.grade(grade),
        about="",
        say=lang("Each mean is over all people of the grade with a score; all count the same.")
        if means
        else lang("Too few people have a score, so no mean is shown."),
        totals=(),
        sections=tuple(
            Section(
                competency, texts.competency(competency), shown(step, texts), texts.band_of(step.value), "", how(step, texts),
                tuple(
                    Line(shown(s, texts), f"{texts.name(s.person)} {texts.name(people[s.person])}", "", "",
                         f"{quote(hrefs[s.person])}#{competency}")
                    for s in step.parts if s.value is not None
                ),
                (),
            )
            for competency, step in means.items()
        ),
    )  # fmt: skip
