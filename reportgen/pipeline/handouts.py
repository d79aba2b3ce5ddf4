"""Documents beside the reports: the handbook of the model, charts as pictures."""

from collections.abc import Callable
from pathlib import Path

from reportgen.language import N_, Language
from reportgen.model.inputs import Cycle
from reportgen.model.load import packaged_model
from reportgen.model.texts import packaged_texts
from reportgen.outputs.folder import OutputError, writing
from reportgen.outputs.manifest import read_manifest
from reportgen.outputs.names import safe_name, unique_names
from reportgen.outputs.whole import write_whole
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.job import Job, read, texts_of
from reportgen.problems import Problem, in_order
from reportgen.reports.charts import Pen
from reportgen.reports.css import tokens
from reportgen.reports.documents import Press
from reportgen.reports.exports import exports, meant
from reportgen.reports.fonts import Font, printable
from reportgen.reports.handbook_view import handbook_view
from reportgen.reports.views import Texts


def handbook(target: Path, organisation: str, lang: Language, font: Font) -> None:
    """Write the packaged model as a handbook; raises `RenderError`, `OutputError`."""
    model = packaged_model()
    texts = Texts(lang, model, Cycle(""), organisation, printable=printable(font))
    content = Press(lang, font).handbook(handbook_view(packaged_texts(model), texts))
    with writing(target):
        write_whole(target, content)


def charts(
    job: Job, who: str, kind: str, font: Font, on_file: Callable[[str], None] = lambda _: None
) -> tuple[list[Path], tuple[Problem, ...]]:
    """Save every radar of a person or grade as png, svg or pdf in the job's output folder; gives the files and the
    problems of the input.

    Raises as `read` does, `WhoError` when it is not clear who is meant, `OutputError` for a folder of reports.
    """
    for folder in (job.output.resolve(), *job.output.resolve().parents):
        if read_manifest(folder):  # the next build would refuse a folder with files that are not its own
            raise OutputError(
                N_("{folder} is for reports only. Choose another folder with --output."), folder=job.output
            )
    assessment = read(job, on_file)
    texts = texts_of(job, assessment, font)
    readers, told = disclosed(job, assessment)  # a picture is passed on like a report
    shown = readers.assessment
    found = exports(meant(who, shown, texts), shown, texts)
    pen = Pen(tokens(font.family), font.family, (font.regular, font.bold), font.face)
    names = unique_names([safe_name(export.name) for export in found], f".{kind}")
    for export, name in zip(found, names, strict=True):
        content = pen.file(export.data, export.title, export.frame, kind)
        with writing(job.output / name):
            write_whole(job.output / name, content)
    return [job.output / name for name in names], in_order([*assessment.problems, *told])
