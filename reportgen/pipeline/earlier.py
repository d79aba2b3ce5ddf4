"""The earlier cycle that a build is compared with: the one asked for, or the last archived one of the same folder."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from reportgen.assessment.comparison import compare
from reportgen.assessment.cycles import numbers_of, order
from reportgen.language import N_, Language
from reportgen.model.comparison import Comparison, Moved, Previous
from reportgen.model.inputs import rows
from reportgen.model.results import Assessment
from reportgen.outputs.about import made_with
from reportgen.outputs.folder import OutputFolder
from reportgen.outputs.manifest import archived_builds, read_manifest
from reportgen.outputs.previous import read_previous
from reportgen.outputs.previous_workbook import PreviousError
from reportgen.pipeline.job import Job
from reportgen.reports.compared import cautions

MOST_NAMED = 10  # people named on the screen; the reports and tables have them all


@dataclass(frozen=True)
class _Archive:
    """An archived build: its cycle, the how-manieth it was, and where it is."""

    cycle: str
    ordinal: int
    path: Path


def compared(job: Job, assessment: Assessment) -> tuple[Assessment, list[str]]:
    """The assessment with its changes since an earlier cycle, and what there is to say about that.

    Raises `PreviousError` when the build that was asked for cannot be compared with. One that was merely found is
    passed over, and that is said.
    """
    if not job.compare:
        return assessment, []
    now, said = made_with(assessment), []
    archives = list(_archives(job, assessment.cycle.name))
    asked = None if archives and _is_this_build(job, assessment.cycle.name) else job.previous
    for path in [asked] if asked else archives:
        try:
            previous = read_previous(path, assessment.model, now, "" if asked else _archived_as(path, job))
        except PreviousError as error:
            if asked:
                raise
            said.append(_passed_over(error, job.lang))
            continue
        if asked:
            _check_order(previous, assessment.cycle.name, path)
        roster = {row.person_id for row in rows(assessment.inputs.roster)}
        comparison = compare(assessment, previous, now, roster)
        return replace(assessment, comparison=comparison), [*said, *_sentences(comparison, path, job, found=not asked)]
    return assessment, said


def _is_this_build(job: Job, present: str) -> bool:
    """Whether the output folder itself was asked for, and holds the present cycle by now: what it held is archived."""
    if job.previous is None or job.previous.resolve() != job.output.resolve():
        return False
    return str(read_manifest(job.output).get("cycle", "")) == present


def _check_order(previous: Previous, present: str, path: Path) -> None:
    """Raises `PreviousError` for a build of the present cycle, or of a later one."""
    how = order(previous.cycle, present)
    if how in ("same", "later"):
        text = (
            N_("{file} holds cycle {cycle}, which is the present one. Give an earlier cycle.")
            if how == "same"
            else N_("{file} holds cycle {cycle}, which is later than {present}. Give an earlier cycle.")
        )
        raise PreviousError(text, file=path, cycle=previous.cycle, present=present)


def _archives(job: Job, present: str) -> Iterator[Path]:
    """Archived builds of other cycles, the newest first, never one that is later by its name.

    Cycles whose names differ in their numbers only come first, by these; then the others, the last archived first.
    """
    found = [
        _Archive(str(read_manifest(path).get("cycle", "")), ordinal, path)
        for ordinal, path in archived_builds(job.output)
    ]
    before = read_manifest(job.output)
    if job.archive and "cycle" in before and before["cycle"] != present:  # about to be archived
        last = 1 + max((a.ordinal for a in found), default=0)
        found.append(_Archive(str(before.get("cycle", "")), last, job.output))
    earlier = [a for a in found if order(a.cycle, present) == "earlier"]
    unknown = [a for a in found if order(a.cycle, present) == "unknown"]
    earlier.sort(key=lambda a: (numbers_of(a.cycle), a.ordinal), reverse=True)
    unknown.sort(key=lambda a: a.ordinal, reverse=True)
    return iter([a.path for a in (*earlier, *unknown)])


def _archived_as(path: Path, job: Job) -> str:
    """Where an archived build lies below the output folder, also one that is about to be archived."""
    if path == job.output:
        return OutputFolder(path).archive_place(str(read_manifest(path).get("cycle", "")))
    return path.relative_to(job.output).as_posix()


def _passed_over(error: PreviousError, lang: Language) -> str:
    values = {k: lang(v) if isinstance(v, str) and v else v for k, v in error.values.items()}
    return lang("No comparison with an archived cycle: {reason}", reason=lang(error.reason, **values))


def _sentences(comparison: Comparison, path: Path, job: Job, *, found: bool) -> list[str]:
    """What the run says about a comparison."""
    lang = job.lang
    cycle = comparison.cycle or lang("an earlier cycle")
    moved = found and path == job.output
    said = [
        lang("Compared with {cycle}, which is archived now.", cycle=cycle)
        if moved
        else lang("Compared with {cycle} ({path}).", cycle=cycle, path=path)
    ]
    if found:
        said.append(lang("To make reports without this comparison, run again with --no-previous."))
    if not comparison.cycle:
        said.append(lang("That file does not tell its cycle: see for yourself that it is the right one."))
    for people, text in (
        (comparison.new, N_("New since then ({n}): {names}.")),
        (comparison.gone, N_("No longer in the roster ({n}): {names}.")),
    ):
        if people:
            said.append(lang(text, n=len(people), names=_names(people, lang)))
    if comparison.renamed:
        names = [f"{m.id} {m.name} ≠ {m.other}" for m in comparison.renamed]
        said.append(lang("The same id, but another name, so not compared: {names}.", names=lang.listing(names)))
    if comparison.unknown:
        said.append(lang("Competencies of then that this model does not have: {names}.", names=lang.listing(comparison.unknown)))  # fmt: skip
    said += [lang(text, cycle=cycle) for text in cautions(comparison)]
    if not comparison.lines:
        said.append(lang("Nothing is comparable; the reports say why."))
    return said


def _names(people: tuple[Moved, ...], lang: Language) -> str:
    names = [f"{m.id} {m.name}" for m in people[:MOST_NAMED]]
    return lang.listing(names) + (" …" if len(people) > MOST_NAMED else "")
