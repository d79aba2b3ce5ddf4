"""The handbook: the whole model to print and hand out."""

from dataclasses import dataclass

from reportgen.model.texts import ModelTexts
from reportgen.reports.views import Band, Page, Texts


@dataclass(frozen=True)
class LevelEntry:
    name: str
    summary: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class CompetencyEntry:
    number: str
    anchor: str
    name: str
    definition: str
    method: str
    levels: tuple[LevelEntry, ...]


@dataclass(frozen=True)
class CategoryEntry:
    name: str
    competencies: tuple[CompetencyEntry, ...]


@dataclass(frozen=True)
class ScaleEntry:
    value: str
    band: Band
    marks: str
    meaning: str


@dataclass(frozen=True)
class HandbookView:
    page: Page
    name: str
    say: str
    categories: tuple[CategoryEntry, ...]
    levels: tuple[LevelEntry, ...]
    grades: tuple[str, ...]
    standards: tuple[tuple[str, tuple[str, ...]], ...]
    scale: tuple[ScaleEntry, ...]
    reading: tuple[str, ...]


def handbook_view(wording: ModelTexts, texts: Texts) -> HandbookView:
    """The view of the handbook, from the model and its texts alone."""
    lang, model = texts.lang, texts.model
    name = model.model.name(lang.code)
    counts = lang.listing([f"{c.name(lang.code)} {len(model.in_category(c.id))}" for c in model.categories])
    return HandbookView(
        page=texts.page(lang("Handbook"), name, lang("For everybody who rates or is rated")),
        name=name,
        say=lang(
            "{n} competencies in {categories} categories ({counts}), each described at {levels} levels.",
            n=len(model.competencies),
            categories=len(model.categories),
            counts=counts,
            levels=len(model.levels),
        ),
        categories=_categories(wording, texts),
        levels=tuple(
            LevelEntry(texts.level(v.value), v.summary(lang.code), tuple(p.text(lang.code) for p in v.points))
            for v in wording.levels
        ),
        grades=tuple(g.name(lang.code) for g in model.grades),
        standards=tuple(
            (c.name(lang.code), tuple(texts.level(g.required_for(c.id)) for g in model.grades))
            for c in model.competencies
        ),
        scale=tuple(
            ScaleEntry(
                str(p.value),
                texts.band(p.value),
                "" if p.exam_from is None else f"{p.exam_from}–{p.exam_to}",
                lang("meets the required level: the standard") if p.value == model.standard else "",
            )
            for p in model.scale
        ),
        reading=(
            lang("A rating says how somebody meets the level that the grade requires, not which level somebody has."),
            lang("Blue is the present level, the red line the standard; the white between them is the gap."),
            lang("Hatched means not assessed. It is not zero: zero is a rating of its own."),
            lang("A gap is closed by doing: choose the largest ones first, at most three at a time."),
        ),
    )


def _categories(wording: ModelTexts, texts: Texts) -> tuple[CategoryEntry, ...]:
    lang, model = texts.lang, texts.model
    numbers = {c: i for i, c in enumerate(model.competency_ids, start=1)}
    methods = {"rating": lang("rated"), "exam": lang("examined")}
    return tuple(
        CategoryEntry(
            category.name(lang.code),
            tuple(
                CompetencyEntry(
                    number=str(numbers[c.id]),
                    anchor=c.id,
                    name=c.name(lang.code),
                    definition=wording.competency(c.id).definition(lang.code),
                    method=methods[c.method],
                    levels=tuple(
                        LevelEntry(
                            texts.level(level.value),
                            level.summary(lang.code),
                            tuple(line.text(lang.code) for line in level.indicators),
                        )
                        for level in wording.competency(c.id).levels
                    ),
                )
                for c in model.in_category(category.id)
            ),
        )
        for category in model.categories
    )
