"""Documents: from views to PDF bytes. A worker keeps one `Press` and renders one document after another."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reportgen.language import Language
from reportgen.reports import page_bars, page_groups, page_heatmap, page_required, page_views, page_votes
from reportgen.reports.chart_layout import CHANGES, COMPACT, DETAIL, OVERVIEW, RadarFrame
from reportgen.reports.css import stylesheet, tokens
from reportgen.reports.fonts import Font
from reportgen.reports.grade_view import GradeView
from reportgen.reports.handbook_view import HandbookView
from reportgen.reports.html import render
from reportgen.reports.page_agreement import agreement_bar
from reportgen.reports.page_font import PageFont, page_font
from reportgen.reports.page_radar import level_radar, radar
from reportgen.reports.person_others import OthersView
from reportgen.reports.person_view import PersonView
from reportgen.reports.recalibration_view import GradeSection, RecalibrationView

PERSON_CSS = (
    "base", "summary", "person-profile", "person-categories", "person-growth", "person-others", "person-remarks", "person-notes", "changes",
)  # fmt: skip
HANDBOOK_CSS = ("base", "handbook")
GRADE_CSS = (
    "base", "summary", "grade-bands", "grade-needs", "grade-heatmap", "grade-people", "grade-levels", "grade-raters", "changes",
)  # fmt: skip
RECALIBRATION_CSS = (
    "base", "summary", "recalibration", "recalibration-effect", "recalibration-texts", "recalibration-overview",
)  # fmt: skip

View = PersonView | GradeView | HandbookView | RecalibrationView


@dataclass(frozen=True)
class Press:
    """Language, font, accent colour (empty: the design's own) and logo (image bytes) of a run of documents."""

    lang: Language
    font: Font
    accent: str = ""
    logo: bytes = b""

    def __reduce__(self) -> tuple[type["Press"], tuple[object, ...]]:
        """Sent to another process without what was worked out in this one: fonts have to be made known there as well."""
        return Press, (self.lang, self.font, self.accent, self.logo)

    @cached_property
    def tokens(self) -> Mapping[str, str]:
        return tokens(self.page_font.families, self.accent)

    @property
    def page_font(self) -> PageFont:
        """What the pages are set in; made on first use where it is missing."""
        return page_font(self.font)

    @staticmethod
    def load() -> None:
        """Load what lays pages out, which happens otherwise with the first one; raises `ImportError` or `OSError` where a
        library of the system is missing.
        """
        import reportgen.reports.pdf  # noqa: F401 (loading it is what is wanted)

    def person(self, view: PersonView) -> bytes:
        """The report on a person; raises `RenderError`."""
        return self._pdf("person.html", view, person_charts(view, self.tokens), PERSON_CSS)

    def grade(self, view: GradeView) -> bytes:
        """The report on a grade; raises `RenderError`."""
        return self._pdf("grade.html", view, grade_charts(view, self.tokens), GRADE_CSS)

    def handbook(self, view: HandbookView) -> bytes:
        """The handbook; raises `RenderError`."""
        return self._pdf("handbook.html", view, {}, HANDBOOK_CSS)

    def recalibration(self, view: RecalibrationView) -> bytes:
        """The report on a recalibration, of one grade or of all; raises `RenderError`."""
        return self._pdf("recalibration.html", view, recalibration_charts(view, self.tokens), RECALIBRATION_CSS)

    def _pdf(self, template: str, view: View, charts: dict[str, str], css: tuple[str, ...]) -> bytes:
        names = (*css, "sample" if self.lang.code == "zh" else "sample-en") if view.page.sample else css
        images: dict[str, str | bytes] = {**charts, "logo": self.logo} if view.page.logo else {**charts}
        html, usual = render(template, view, self.lang), self.page_font.families
        families = self.page_font.families_for([html, *charts.values()])
        if families != usual:
            known, wanted = ",".join(usual), ",".join(families)
            images |= {name: chart.replace(known, wanted) for name, chart in charts.items()}
        return pdf(html, images, stylesheet(names, families, self.accent, self.lang.code))


def pdf(html: str, charts: Mapping[str, str | bytes], css: str) -> bytes:
    """A PDF of a page of HTML, as `reports.pdf` makes it: that takes half a second to load."""
    from reportgen.reports.pdf import pdf as made

    return made(html, charts, css)


def person_charts(view: PersonView, tokens: Mapping[str, str]) -> dict[str, str]:
    """Charts of a person's report as SVG, by the name that the templates call them."""
    charts = {"radar": radar(view.radar, view.radar_text, tokens, _frame(view.room))}
    if view.categories is not None:
        for i, item in enumerate(view.categories.items, start=1):
            if item.radar is not None:
                charts[f"category{i}"] = radar(item.radar, item.radar_text, tokens, DETAIL)
    if view.profile is not None:
        profile = view.profile
        width = page_bars.NARROW if profile.compared else page_bars.WIDTH
        charts["axis"] = page_bars.axis(profile.scale, profile.standard, tokens)
        if profile.compared:
            charts["narrow-axis"] = page_bars.axis(profile.scale, profile.standard, tokens, width)
        charts["bars-legend"] = page_bars.bars_legend(profile.legend, tokens)
        for i, group in enumerate(profile.groups, start=1):
            for k, row in enumerate(group.rows, start=1):
                charts[f"bar{i}-{k}"] = page_bars.bar(row.bar, profile.scale, row.alt, tokens, width)
    if view.others is not None and view.others.rows:
        charts |= _others_charts(view.others, tokens)
    return charts


def _others_charts(others: OthersView, tokens: Mapping[str, str]) -> dict[str, str]:
    width = page_views.CROWDED if others.crowded else page_views.WIDTH
    plain = not any(row.views.seen or row.views.spread for row in others.rows)
    charts = {"views-axis": page_bars.axis(others.scale, others.standard, tokens, width)}
    charts |= {f"mark-{c.mark}": page_views.mark(c.mark, c.label, tokens) for c in others.columns if c.mark}
    if others.spread:
        charts["spread"] = page_views.spread_mark(others.spread, tokens)
    for i, row in enumerate(others.rows, start=1):
        height = page_views.ROW if plain else page_views.tall(row.views, others.scale, width)
        charts[f"views{i}"] = page_views.views(row.views, others.scale, row.alt, tokens, width, height)
    return charts


def _frame(room: str) -> RadarFrame:
    return COMPACT if room else OVERVIEW


def grade_charts(view: GradeView, tokens: Mapping[str, str]) -> dict[str, str]:
    """Charts of a grade's report as SVG, by the name that the templates call them."""
    charts = {"radar": radar(view.radar, view.radar_text, tokens, _frame(view.room))}
    charts["bands"] = page_groups.bands(view.bands, view.bands_text, tokens)
    if view.need_rows and view.needs_drawn:
        charts["needs"] = page_groups.needs(view.needs_chart, view.needs_text, tokens)
    if view.changes is not None and view.changes.radar is not None:
        charts["changes"] = radar(view.changes.radar, view.changes.radar_text, tokens, CHANGES)
    people = view.people
    if people.overview is not None:
        charts["overview"] = page_heatmap.overview(people.overview, people.say, tokens)
    for i, part in enumerate(people.heatmaps, start=1):
        charts[f"heatmap{i}"] = page_heatmap.heatmap(part, people.say, tokens)
    if view.raters is not None:
        for i, row in enumerate(view.raters.rows, start=1):
            charts[f"agreement{i}"] = agreement_bar(row.bar, row.alt, tokens)
    voted = view.levels.recalibration
    if voted is not None:
        charts["levels-after"] = level_radar(voted.radar, voted.radar_text, tokens)
    return charts


def recalibration_charts(view: RecalibrationView, tokens: Mapping[str, str]) -> dict[str, str]:
    """Charts of a report on a recalibration, by grade and the name that the templates call them."""
    charts: dict[str, str] = {}
    for g, grade in enumerate(view.grades, start=1):
        charts |= _votes_charts(g, grade, tokens)
        effect = grade.effect
        if effect.people:
            charts[f"marks-head{g}"] = page_votes.marks_head(effect.columns, effect.width, effect.columns_text, tokens)
            people = {row.pattern: row.names for row in effect.people}
            for i, pattern in enumerate(effect.patterns):
                charts[f"marks{g}-{i}"] = page_votes.marks(pattern, effect.width, people[i], tokens)
    return charts


def _votes_charts(g: int, grade: GradeSection, tokens: Mapping[str, str]) -> dict[str, str]:
    votes = grade.votes
    charts = {f"votes-head{g}": page_votes.votes_head(votes.heads, votes.heads_text, tokens)}
    if votes.legend:
        charts[f"votes-legend{g}"] = page_votes.votes_legend(votes.legend, tokens)
    for i, row in enumerate(votes.rows, start=1):
        charts[f"votes{g}-{i}"] = page_votes.votes(row.votes, row.votes_text, tokens, dots=votes.dots)
    if votes.radar is not None:
        before, after = votes.before_text, votes.after_text
        charts[f"before{g}"] = page_required.required_radar(votes.radar, before, tokens, after=False, frame=votes.frame)
        charts[f"after{g}"] = page_required.required_radar(votes.radar, after, tokens, after=True, frame=votes.frame)
    return charts
