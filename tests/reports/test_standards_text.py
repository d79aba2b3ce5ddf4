"""Which levels a report was made with, as it says it."""

from dataclasses import replace
from datetime import date

from reportgen.language import Language
from reportgen.model.history import Adopted
from reportgen.model.results import Standards
from reportgen.model.types import Model
from reportgen.problems import Source
from reportgen.reports.standards_text import standards_sentence, standards_text
from tests.reports.cases import assessment, texts


def without_bell(text: str, *, limit: int = 0) -> str:
    assert limit == 0
    return text.replace("\x07", "")


def test_an_adoption_is_named_with_its_cycle_as_the_page_can_print_it(model: Model, zh: Language) -> None:
    day = date(2025, 12, 31)
    done = replace(
        assessment(model, []),
        standards=Standards({}, Source("s.xlsx", "S", "A1"), day, adoption=1),
        history=(Adopted(1, "2025\x07", day, "3", "writing", 2, 3),),
    )
    to = replace(texts(model, zh), printable=without_bell)
    assert standards_text(done, to) == "2025 周期动态调整采用的标准级别（第 1 次采用），自 2025-12-31 起施行"
    assert standards_sentence(done, to) == f"要求水平：{standards_text(done, to)}。"
