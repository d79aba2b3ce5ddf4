"""What changed, in sentences and numbers: as people read them on the screen and on the page."""

from collections.abc import Iterator
from fractions import Fraction

from reportgen.language import Language
from reportgen.model.changes import Changes, setting_text
from reportgen.model.rounding import decimal_text, shown_gap
from reportgen.reports.views import Texts

SHARES = frozenset({"attainment", "coverage"})
_MARKS = frozenset({"exam_score", "recalibration_mean"})  # rounded to a whole where they decide
_TABLE_DECIMALS = 4


def summary(changes: Changes, lang: Language) -> str:
    """What changed, in one sentence."""
    if changes.state == "first":
        return lang("These are the first reports of this cycle in this folder: there is nothing to compare with yet.")
    if changes.state == "impossible":
        return lang("No comparison with the previous reports was possible: {reason}. The next ones can be compared with these.", reason=lang(changes.reason, file=changes.reason_file))  # fmt: skip
    if changes.nothing:
        return lang("Nothing changed since the previous reports.")
    if not changes.changes:
        return lang("No number changed since the previous reports.")
    what = ("；" if lang.code == "zh" else "; ").join(_extents(changes, lang))
    found = [lang.plural("{n} file", "{n} files", changes.causing_files)] if changes.causing_files else []
    if any(change.because.settings for change in changes.changes):
        found.append(lang("other settings"))
    if changes.model:
        found.append(lang("another model"))
    if changes.program:
        found.append(lang("another version of the program"))
    if not found:
        return lang("Compared with the previous reports, {what}.", what=what)
    return lang(
        "Compared with the previous reports, {what}. Because of: {causes}.", what=what, causes=lang.listing(found)
    )


def _extents(changes: Changes, lang: Language) -> Iterator[str]:
    """Whose numbers changed, the most important first."""
    all_, stayed = changes.changes, [c for c in changes.changes if c.person_id and c.what != "person"]
    scored = {c.person_id for c in stayed if c.what == "score"}
    other = {c.person_id for c in stayed} - scored
    came = sum(1 for c in all_ if c.what == "person" and not c.before)
    went = sum(1 for c in all_ if c.what == "person" and c.before)
    grades = {c.name for c in all_ if not c.person_id}
    if scored:
        yield lang.plural("scores changed: {n} person", "scores changed: {n} people", len(scored))
    if other:
        yield lang.plural(
            "only other entries changed: {n} person", "only other entries changed: {n} people", len(other)
        )
    if came:
        yield lang.plural("new: {n} person", "new: {n} people", came)
    if went:
        yield lang.plural("no longer there: {n} person", "no longer there: {n} people", went)
    if grades:
        yield lang.plural("votes on levels changed: {n} grade", "votes on levels changed: {n} grades", len(grades))


def to_hand_out(changes: Changes, lang: Language) -> str:
    """How many reports have to be handed out again; "" when none or nothing is known."""
    found = changes.reissue
    if found.untold:
        return lang(found.untold)
    if not found.documents:
        return ""
    people, grades = found.anew
    said = lang("Reports to hand out again: {people} of people, {grades} of grades.", people=people, grades=grades)
    if not found.withdrawn:
        return said
    more = lang("Not made this time: {n}.", n=found.withdrawn)
    return f"{said}{'' if lang.code == 'zh' else ' '}{more}"


def general(changes: Changes, lang: Language) -> list[str]:
    """Settings, model and program that are others than before."""
    said = [setting_text(setting, lang) for setting in changes.settings]
    if changes.model:
        said.append(lang("The competency model is not the one of the previous reports; any number may have changed because of it."))  # fmt: skip
    if changes.program:
        said.append(
            lang("The program was updated since the previous reports; any number may have changed because of it.")
        )
    return said


def numbers(what: str, before: str, after: str, texts: Texts) -> tuple[str, str]:
    """Numbers of the tables as the reports show them; in full when they would look alike, `—` for none."""
    was, now = (number(what, text, texts) for text in (before, after))
    return (was, now) if was != now else (_in_full(what, before), _in_full(what, after))


def number(what: str, text: str, texts: Texts) -> str:
    """A number of the tables as the reports show it; `—` for none."""
    if not text:
        return "—"
    if "." not in text:
        return text
    value = Fraction(text)
    if what in SHARES:
        return f"{texts.percent(value)}%"
    if what in _MARKS:
        return texts.mark(value)
    if what == "gap":
        return decimal_text(shown_gap(texts.model.standard - value, texts.model))
    return decimal_text(value) if what == "surplus" else texts.score(value)


def _in_full(what: str, text: str) -> str:
    return f"{decimal_text(Fraction(text) * 100, _TABLE_DECIMALS)}%" if what in SHARES else text
