"""Documents: from views to PDF bytes. A worker keeps one `Press` and renders one document after another."""

from dataclasses import dataclass
from functools import cached_property

from reportgen.language import Language
from reportgen.reports.charts import Pen
from reportgen.reports.css import stylesheet, tokens
from reportgen.reports.fonts import Font
from reportgen.reports.grade_view import GradeView
from reportgen.reports.handbook_view import HandbookView
from reportgen.reports.html import render
from reportgen.reports.pdf import pdf
from reportgen.reports.person_view import PersonView

PERSON_CSS = ("base", "person-competencies", "person-gaps", "person-notes")
HANDBOOK_CSS = ("base", "handbook")
GRADE_CSS = ("base", "grade-people", "grade-bands", "grade-recalibration", "person-notes")


@dataclass(frozen=True)
class Press:
    """Language and font of a run of documents."""

    lang: Language
    font: Font

    @cached_property
    def pen(self) -> Pen:
        return Pen(tokens(self.font.family), self.font.family, (self.font.regular, self.font.bold))

    def person(self, view: PersonView) -> bytes:
        """The report on a person; raises `RenderError`."""
        charts = {"radar": self.pen.radar(view.radar, view.radar_text)}
        return self._pdf("person.html", view, charts, PERSON_CSS)

    def grade(self, view: GradeView) -> bytes:
        """The report on a grade; raises `RenderError`."""
        charts = {
            "radar": self.pen.radar(view.radar, view.radar_text),
            "bands": self.pen.bands(view.bands, view.bands_text),
        }
        for i, part in enumerate(view.heatmaps, start=1):
            charts[f"heatmap{i}"] = self.pen.heatmap(part, view.bands_text)
        if view.recalibration is not None:
            charts["levels-before"] = self.pen.level_radar(view.recalibration.before, view.recalibration.say)
            charts["levels-after"] = self.pen.level_radar(view.recalibration.after, view.recalibration.say)
        return self._pdf("grade.html", view, charts, GRADE_CSS)

    def handbook(self, view: HandbookView) -> bytes:
        """The handbook; raises `RenderError`."""
        return self._pdf("handbook.html", view, {}, HANDBOOK_CSS)

    def _pdf(
        self, template: str, view: PersonView | GradeView | HandbookView, charts: dict[str, str], css: tuple[str, ...]
    ) -> bytes:
        names = (*css, "sample") if view.page.sample else css
        return pdf(render(template, view, self.lang), charts, stylesheet(names, self.font.family))
