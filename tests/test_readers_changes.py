"""The changes that readers get are made of what they see, the administrator's of everything."""

from dataclasses import replace
from pathlib import Path

import pytest

from reportgen.assessment.comparison import compare
from reportgen.language import Language
from reportgen.model.types import Model
from reportgen.outputs.about import made_with
from reportgen.outputs.previous import read_previous
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.job import Job
from reportgen.settings import Settings
from tests.outputs.builds import assessed, written


@pytest.mark.parametrize(("minimum", "obstacle"), [(1, ""), (3, "withheld-now")])
def test_of_a_withheld_score_readers_get_no_change(
    minimum: int, obstacle: str, tiny: Model, zh: Language, tmp_path: Path
) -> None:
    """An is rated by a superior and one peer."""
    model = replace(tiny, thresholds=replace(tiny.thresholds, shown_raters=minimum))
    root = written(tmp_path / "2025", assessed(model), zh)
    present = assessed(model, greeting=(3, 3), cycle="2026")
    full = compare(present, read_previous(root, model, made_with(present)), made_with(present))
    job = Job(tmp_path / "in", tmp_path / "out", Settings(), zh)
    readers, _ = disclosed(job, replace(present, comparison=full))
    seen = readers.assessment.comparison
    assert seen is not None
    assert (full.people["0017"].change("greeting").obstacle, seen.people["0017"].change("greeting").obstacle) == ("", obstacle)  # fmt: skip
    assert (seen == full) == (minimum == 1)
