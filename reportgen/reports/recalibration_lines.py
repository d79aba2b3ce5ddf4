"""What the screen says of a recalibration."""

from pathlib import Path

from reportgen.language import N_, Language
from reportgen.model.recalibration import Recalibration, disagreed
from reportgen.model.types import Model


def recalibration_lines(recalibration: Recalibration, model: Model, lang: Language) -> list[str]:
    """A line per grade: who voted, what changes, whom it affects."""
    return [_grade(grade, recalibration, model, lang) for grade in recalibration.grades]


def _grade(grade: str, recalibration: Recalibration, model: Model, lang: Language) -> str:
    lines, effect = recalibration.of(grade), recalibration.effect(grade)
    most = max(line.votes for line in lines)
    changes = [line.level - line.before for line in lines]
    apart = [line for line in lines if disagreed(line, model)]
    anew = sum(len(names) for names in effect.outdated.values())
    parts = [
        lang.plural("{n} expert voted", "{n} experts voted", most) if most else "",
        lang("levels: {up} raised, {down} lowered, {same} unchanged", up=sum(1 for c in changes if c > 0),
             down=sum(1 for c in changes if c < 0), same=sum(1 for c in changes if not c)),
        lang("not agreed on {n}", n=len(apart)) if apart else "",
        lang("{people} of {of} people must be rated anew ({n} scores)", people=len(effect.outdated), of=len(effect.people), n=anew)
        if anew else lang("no ratings become void"),
    ]  # fmt: skip
    mark = "：" if lang.code == "zh" else ": "
    return model.grade(grade).name(lang.code) + mark + ("；" if lang.code == "zh" else "; ").join(p for p in parts if p)


def next_lines(
    recalibration: Recalibration, standards: Path | None, source: str, lang: Language, *, missing: bool = False
) -> list[str]:
    """What has been decided, and what to do next. `standards` is the workbook of an adoption made just now;
    `missing` says that of the adoption before is not among the workbooks.
    """
    adoption = recalibration.adoption
    if standards is not None and adoption is not None:
        return [
            lang("Adopted (no. {number}), in force from {date}: {file}", number=adoption.number, date=adoption.effective.isoformat(), file=standards),
            lang("Copy this workbook into {folder}: from then on the reports use its levels.", folder=source)
            + (lang(" Who must be rated anew on what is listed in the reports.") if recalibration.ratings else ""),
        ]  # fmt: skip
    if recalibration.proposed:
        text = N_(
            "Nothing is adopted yet; the levels shown are a proposal. To adopt it, run the same command with --adopt (make recalibration ADOPT=1)."
        )
        return [lang(text)]
    if adoption is not None:
        said = [lang("Adopted before (no. {number}), in force from {date}.", number=adoption.number, date=adoption.effective.isoformat())]  # fmt: skip
        if missing:
            said.append(lang("Its standards workbook is not in {folder} yet: until it is, the reports use the levels before.", folder=source))  # fmt: skip
        return said
    return [lang("Nothing is adopted yet. To adopt the result of the vote: make recalibration ADOPT=1")]
