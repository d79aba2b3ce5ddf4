"""Required levels in explanations: which adoption put them in force, and which ratings were given against others."""

from collections.abc import Mapping

from reportgen.language import N_
from reportgen.model.derivation import Step
from reportgen.problems import Source
from reportgen.reports.explain_words import place
from reportgen.reports.views import Texts

# What became of this cycle's votes, by the note of their step.
IN_FORCE: Mapping[str, str] = {
    "": N_("the level in force"),
    "not-adopted": N_("in force is another level"),
    "adopted-later": N_("adopted, but another level is in force in this report"),
    "decided-otherwise": N_("another level was adopted"),
}


def given_against(step: Step, texts: Texts) -> str:
    """Against which level a rating was given, and how that is known; empty where it is the one in force."""
    level, lang = step.level, texts.lang
    if level is None:
        return ""
    name = texts.level(int(level.value or 0))
    if level.source is not None:
        return lang(
            "given against {level}, as stated in {cell}", level=name, cell=_cell(level.source, step.source, texts)
        )
    if level.note:
        return lang("given on {date}, when {level} was required", date=level.note, level=name)
    return lang("without a date; {level} was required when the cycle began", level=name)


def _cell(source: Source, beside: Source | None, texts: Texts) -> str:
    """The cell, in the sheet of the rating itself or elsewhere."""
    same = beside is not None and (source.file, source.sheet) == (beside.file, beside.sheet)
    return source.cell if same else place(source, texts)


def rated_otherwise(score: Step, texts: Texts) -> str:
    """How many of the ratings in a score were given against another level; empty where none was."""
    ratings = [step for step in score.walk() if step.what == "rating"]
    n = sum(1 for step in ratings if step.level is not None)
    if not n:
        return ""
    return texts.lang("{n} of {of} ratings in the score were given against another level", n=n, of=len(ratings))


def adoption(step: Step, texts: Texts) -> str:
    """The adoption that put a required level in force, and what it changed; empty where none did."""
    line, lang = step.adopted, texts.lang
    if line is None:
        return ""
    told = lang("adopted in cycle {cycle} (adoption {n}), in force from {date}",
                cycle=texts.printable(line.cycle), n=line.number, date=line.effective.isoformat())  # fmt: skip
    if not line.grade:
        return told
    change = lang(
        "changed from {before} to {after} then", before=texts.level(line.before), after=texts.level(line.after)
    )
    return f"{told}{'；' if lang.code == 'zh' else '; '}{change}"
