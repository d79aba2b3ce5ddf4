"""What earlier adoptions into an output folder noted there, wherever their workbooks went since."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from reportgen.assessment.adoption import uncertain
from reportgen.assessment.cycles import end_of
from reportgen.assessment.history import history_of, joined, not_in_force
from reportgen.language import N_
from reportgen.model.inputs import Inputs
from reportgen.model.recalibration import AdoptionError
from reportgen.model.results import Assessment
from reportgen.model.types import Model
from reportgen.outputs.adoption_workbooks import HISTORY_FILE
from reportgen.outputs.manifest import SAMPLE, read_manifest
from reportgen.problems import errors
from reportgen.workbooks.inbox import read_file

FOLDER: Final = "recalibration"
_NOTED: Final = f"{FOLDER}/{HISTORY_FILE}"


def of_others(output: Path, *, sample: bool) -> bool:
    """Whether the history in the output folder is that of the samples and this run is not, or the other way round."""
    noted = read_manifest(output).get("files", {}).get(_NOTED)
    return noted is not None and (SAMPLE in noted) != sample


def with_history(inputs: Inputs, output: Path, model: Model, *, sample: bool = False) -> Inputs:
    """The inputs with the history in the output folder."""
    if of_others(output, sample=sample):
        return inputs
    try:
        noted = read_file(output / _NOTED, model)
    except FileNotFoundError:
        return inputs
    return replace(inputs, history=joined(inputs.history, noted.history), problems=(*inputs.problems, *noted.problems))


def told(assessment: Assessment, output: Path, *, sample: bool = False) -> Assessment:
    """The assessment with a warning when the history in the output folder knows of an adoption that should be in force,
    but its workbook was not handed in: else reports go on with the levels before, and nobody is told.
    """
    if of_others(output, sample=sample):
        return assessment
    try:
        noted = read_file(output / _NOTED, assessment.model)
    except OSError:
        return assessment
    history, _ = history_of(joined(assessment.inputs.history, noted.history))
    found = not_in_force(history, assessment.standards, assessment.cycle, end_of(assessment.cycle))
    new = [one for one in found if one not in assessment.problems]
    return replace(assessment, problems=(*assessment.problems, *new)) if new else assessment


def refuse_lost(assessment: Assessment, output: Path, *, sample: bool = False) -> None:
    """Raises `AdoptionError` when the history in the output folder was lost or spoilt: an adoption would give numbers and
    file names a second time, and write over what is left of it; and when samples would be written over it.
    """
    if of_others(output, sample=sample):
        if sample:
            raise AdoptionError(
                N_("{file} in the output folder says what was really adopted, and samples are not written over it. To try it out, choose another folder with --output."),
                file=_NOTED,
            )  # fmt: skip
        return  # what was tried out with the samples gives way
    history = assessment.inputs.history
    found = [one.source for one in errors(assessment.problems) if one.source.file == HISTORY_FILE]
    for source in found:
        if source.cell:
            raise uncertain(source)
    spoilt = bool(found)
    there = (output / _NOTED).exists()
    if spoilt or (there and not (history["file"] == HISTORY_FILE).any()):
        raise AdoptionError(
            N_("{file} in the output folder cannot be read as the history of adoptions, and would be written over. Put the original workbook back. If it is lost, move that file elsewhere and put the standards workbook of the last adoption into the input folder: it holds the whole history."),
            file=_NOTED,
        )  # fmt: skip
    made = [
        n
        for n, info in read_manifest(output).get("files", {}).items()
        if info.get("kind") == "standards" and "sha256" in info and (SAMPLE in info) == sample
    ]
    left = [name for name in made if (output / name).is_file()]
    if not there and left and history.empty:
        raise AdoptionError(
            N_("{file} is no longer in the output folder, but {standards} still is, so it is not known what was adopted before. Put the history back, or put that workbook into the input folder: it holds the history. If that adoption was only a trial, delete the workbook too."),
            file=_NOTED, standards=left[-1],
        )  # fmt: skip
