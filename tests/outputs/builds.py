"""Small builds as they lie in a folder, without their documents."""

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from reportgen.assessment.assess import assess
from reportgen.language import Language
from reportgen.model.comparison import Fingerprint
from reportgen.model.digests import fingerprint
from reportgen.model.inputs import Cycle
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.outputs.about import made_with
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.previous import RESULTS
from reportgen.outputs.tables import data_tables
from reportgen.outputs.workbook import results_workbook
from tests.assessment import frames
from tests.assessment.frames import Person

WEIGHTS = {"supervisor": Fraction(504), "peer": Fraction(496)}


def assessed(tiny: Model, *, greeting: tuple[int, int] = (2, 3), cycle: str = "2025", more: bool = False) -> Assessment:
    """An, whose id has zeros, is rated 2.496 in greeting (shown as 2.49) and examined; Bai is not assessed."""
    people = [
        Person("0017", "junior", "安"),
        Person("=B", "senior", "-白"),
        *([Person("3", "junior", "陈")] if more else []),
    ]
    inputs = frames.inputs(
        *people,
        ratings=frames.ratings(
            ("0017", "greeting", "Rater Li", "supervisor", greeting[0]),
            ("0017", "greeting", "Rater Wu", "peer", greeting[1]),
            ("0017", "packing", "Rater Li", "supervisor", 3),
        ),
        marks=frames.marks(("0017", "茶叶", 80), ("0017", "瓷器", 95)),
    )
    return assess(inputs, tiny, weights=WEIGHTS, cycle=Cycle(cycle))


def now(model: Model) -> Fingerprint:
    """What a build with the model's own levels is made with."""
    return fingerprint(model, model.standards(), {})


def written(root: Path, assessment: Assessment, lang: Language, *, archive: bool = False) -> Path:
    """What a build writes of it that another cycle reads."""
    folder = OutputFolder(root)
    folder.start(assessment.cycle.name, {}, archive=archive)
    folder.write(RESULTS, results_workbook(assessment, lang), kind="results")
    for name, content in data_tables(assessment, lang).items():
        folder.write(f"data/{name}", content, kind="data")
    details = {"model": assessment.model.model.id, "made_with": asdict(made_with(assessment))}
    folder.finish(details, remove_stale=True)
    return root
