"""The check as lines on the screen: a line per sheet, then people, raters, dates."""

from collections.abc import Iterator

from reportgen.language import Language
from reportgen.reports.check_phrases import some_people
from reportgen.reports.check_view import CheckView, SheetRow

MOST_RATERS = 10  # raters with answers missing that are named


def check_lines(view: CheckView, lang: Language) -> Iterator[str]:
    """What was read, then what is missing."""
    yield (
        f"{lang('Files and sheets')}（{view.files}）"
        if lang.code == "zh"
        else f"{lang('Files and sheets')} ({view.files})"
    )
    for row in view.sheets:
        yield f"  {_sheet(row, lang)}"
    if view.missing:
        yield ""
        yield lang("People with incomplete data")
        for line in view.missing:
            names = some_people([one.name for one in line.people], lang)
            yield _pair(f"  {line.label} ({line.counted})", names, lang)
    if view.raters:
        yield ""
        late = [row for row in view.raters if not row.whole]
        whole = len(view.raters) - len(late)
        if late:
            yield lang("{raters}; complete: {whole}", raters=view.raters_counted, whole=whole)
        else:
            yield lang("{raters}; all complete", raters=view.raters_counted)
        for rater in late[:MOST_RATERS]:
            said = lang("{answered} answers, on {people}", answered=rater.answered, people=rater.people)
            yield _pair(
                f"  {rater.name}, {rater.relation}" if lang.code != "zh" else f"  {rater.name}（{rater.relation}）",
                said,
                lang,
            )
        if len(late) > MOST_RATERS:
            yield "  " + lang("… and {n} more.", n=len(late) - MOST_RATERS)
    noted = [row for row in view.cycles if row.note]
    if noted:
        yield ""
        yield lang("Dates that may not belong to the cycle {cycle}", cycle=view.cycle or "—")
        for cycle in noted:
            yield _pair(f"  {cycle.file}", cycle.note, lang)


def _sheet(row: SheetRow, lang: Language) -> str:
    place = " › ".join(part for part in (row.file, row.sheet) if part)
    parts = [row.kind]
    if row.header:
        parts.append(lang("header {rows}", rows=row.header))
    if row.whom:
        parts.append(lang("about {whom}", whom=row.whom))
    if row.by:
        parts.append(lang("by {who}", who=row.by))
    if row.used:
        counts = [lang("used {n}", n=row.used), lang("left out {n}", n=row.left_out)]
        parts.append(lang.listing([*counts, *([lang("blank {n}", n=row.blank)] if row.blank else [])]))
    return _pair(place, ("；" if lang.code == "zh" else "; ").join(parts), lang)


def _pair(name: str, said: str, lang: Language) -> str:
    return f"{name}{'：' if lang.code == 'zh' else ': '}{said}"
