"""The workbooks of recalibration after LibreOffice has opened and saved them."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from reportgen.language import LANGUAGES, language
from reportgen.model.history import Adopted
from reportgen.model.inputs import rows
from reportgen.model.recalibration import Adoption
from reportgen.model.types import Model
from reportgen.outputs.adoption_workbooks import HISTORY_FILE, file_name, history_workbook, standards_workbook
from reportgen.workbooks.inbox import read_file
from tests.test_services import office

pytestmark = pytest.mark.services

DAY = date(2026, 9, 1)
CHANGED = Adopted(2, "2026", DAY, "3", "achievement", 2, 3, 7, Fraction(19, 7), Fraction(16, 21), 3, note="办公会通过")
KEPT = Adopted(
    2, "2026", DAY, "3", "resilience", 2, 2, 7, Fraction(18, 7), Fraction(2, 3), 3, "=先培训一年", "办公会通过"
)
EARLIER = Adopted(1, "2025", date(2025, 9, 1), "", "", 0, 0, note="维持不变")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_is_read_stays_the_same(kind: str, code: str, model: Model, tmp_path: Path) -> None:
    lang, made = (
        language(code),
        Adoption(2, "2026", DAY, model.standards() | {("3", "achievement"): 3}, (CHANGED, KEPT)),
    )
    for name, content in (
        (file_name(made, 1), standards_workbook(made, (EARLIER,), model, lang)),
        (HISTORY_FILE, history_workbook((EARLIER, CHANGED), model, lang)),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        ours, saved = read_file(path, model), read_file(office(path, kind, tmp_path / "saved"), model)
        assert ours.problems == saved.problems == ()
        for one, other in ((ours.standards, saved.standards), (ours.history, saved.history)):
            kept = [name for name in one.columns if name not in ("file", "table")]
            assert one[kept].values.tolist() == other[kept].values.tolist()
        assert [row.number for row in rows(saved.history)] == ([2, 2, 1] if name != HISTORY_FILE else [1, 2])
