"""What a results workbook says about itself: the last sheet, from which a later cycle knows what it holds."""

from dataclasses import asdict, fields
from fractions import Fraction

from reportgen import __version__
from reportgen.language import N_, Language
from reportgen.model.comparison import NOT_SHOWN, Fingerprint
from reportgen.model.digests import fingerprint
from reportgen.model.in_force import in_force_text
from reportgen.model.results import Assessment

TITLE = N_("About")
CYCLE = N_("Cycle")
UNWEIGHTED = N_("not weighted")  # what stands for a fingerprint's "-"

# What a fingerprint's parts are called in the workbook.
PARTS = {
    "model": N_("Id of the model"),
    "model_digest": N_("Digest of the model"),
    "scale_digest": N_("Digest of the scale"),
    "standards_digest": N_("Digest of the required levels"),
    "weights": N_("Weights of relations"),
}


def made_with(assessment: Assessment) -> Fingerprint:
    """What an assessment was made with."""
    return fingerprint(assessment.model, assessment.standards.levels, assessment.weights)


def about_lines(assessment: Assessment, lang: Language) -> list[list[str | int | Fraction | None]]:
    """Label and text of every line."""
    comparison = assessment.comparison
    lines: list[list[str | int | Fraction | None]] = [
        [lang(CYCLE), assessment.cycle.name],
        [lang("Model"), assessment.model.model.name(lang.code)],
        [lang("Required levels"), in_force_text(assessment, lang)],
        [lang("Numbers"), lang("As shown in the reports; two decimals.")],
        [lang("Program"), f"reportgen {__version__}"],
    ]
    lines[-1:-1] = _not_shown(assessment, lang)
    if comparison is not None:
        lines.insert(1, [lang("Compared with"), comparison.cycle or lang("an earlier cycle")])
    known = asdict(made_with(assessment))
    known["weights"] = lang(UNWEIGHTED) if known["weights"] == "-" else known["weights"]
    lines.append([lang("For the program, when it compares cycles"), None])
    lines += [[lang(PARTS[part.name]), known[part.name]] for part in fields(Fingerprint)]
    return lines


def _not_shown(assessment: Assessment, lang: Language) -> list[list[str | int | Fraction | None]]:
    """Why scores are not shown, and which ones are those of the issue before; nothing where neither happens."""
    few, lines = assessment.model.thresholds.shown_raters, []
    if any(p.withheld for p in assessment.people):
        lines.append([
            lang("Numbers that are not shown"),
            lang("“{word}” protects the raters: fewer than {few} besides the person and the supervisor are behind the score, or such a score would follow.",
                 word=lang(NOT_SHOWN), few=few),
        ])  # fmt: skip
        lines.append([lang("Means of grades and departments"), lang("Over what is shown of their people.")])
    kept = sum(1 for p in assessment.people for r in p.competencies if r.kept)
    if kept:
        lines.append([
            lang("Numbers of the issue before"),
            lang.plural("{n} score stays as it was: answers of fewer than {few} raters came or changed since.",
                        "{n} scores stay as they were: answers of fewer than {few} raters came or changed since.", kept, few=few),
        ])  # fmt: skip
    return [[label, text] for label, text in lines]
