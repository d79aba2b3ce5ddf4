"""Whether a build may replace the one in the output folder: not by accident, which nobody would notice afterwards."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from reportgen.language import N_
from reportgen.model.results import Assessment
from reportgen.outputs.folder import OutputError
from reportgen.outputs.manifest import read_manifest
from reportgen.pipeline.job import Job

APART = timedelta(days=90)  # between the forms of two cycles; a late form of the same one stands beside earlier ones


def check_replacing(job: Job, assessment: Assessment) -> bool:
    """Whether the build in the output folder is that of another cycle of the same name, and is to be archived.

    Raises `OutputError` for samples over somebody's reports, for workbooks that all lie outside the cycle, and for those
    of another time under a cycle's name that stands already.
    """
    manifest = read_manifest(job.output)
    if "cycle" not in manifest:
        _refuse_outside(assessment)
        return False
    if job.settings.report.sample and manifest.get("sample") is False:
        raise OutputError(
            N_("{folder} holds reports of your own; the samples do not replace them. Put your workbooks into the input folder, or choose another folder with --output."),
            folder=job.output,
        )  # fmt: skip
    _refuse_outside(assessment)
    _refuse_unnamed(job, assessment, manifest["cycle"])
    now, before = days_of(assessment), _days(manifest)
    same = manifest["cycle"] == assessment.cycle.name and manifest.get("sample") == job.settings.report.sample
    if not (same and now and before and now[0] > before[1] + APART):
        return False
    if not job.archive:
        raise OutputError(
            N_("The workbooks are from {start} on, the reports in {folder} from workbooks up to {end}; both are cycle {cycle}. If a new cycle has begun, write its name under [cycle] in reportgen.toml. Then, or if the cycle is meant, run again with --archive; the old reports are kept in {folder}/archive."),
            folder=job.output, start=now[0], end=before[1], cycle=assessment.cycle.name or "—",
        )  # fmt: skip
    return True


def _refuse_unnamed(job: Job, assessment: Assessment, before: str) -> None:
    """Raises `OutputError` when the newest date alone makes the cycle another one: it may be a slip, or a late form."""
    cycle, dates = assessment.cycle.name, assessment.inputs.dates
    if job.settings.fixed_cycle is None and cycle != before and dates and not job.archive:
        day, source = max(dates, key=lambda found: found[0])
        raise OutputError(
            N_("{folder} holds the reports of cycle {before}; this build would be {cycle}, after its newest date, {day} ({where}). If that date is wrong, correct it; if the form is late, write the cycle's name under [cycle] in reportgen.toml; if a new cycle has begun, run again with --archive."),
            folder=job.output, before=before or "—", cycle=cycle, day=day,
            where=" ".join(part for part in (source.file, source.sheet, source.cell) if part),
        )  # fmt: skip


def days_of(assessment: Assessment) -> tuple[date, date] | None:
    """The oldest and the newest date of the workbooks."""
    days = [day for day, _ in assessment.inputs.dates]
    return (min(days), max(days)) if days else None


def _days(manifest: Mapping[str, Any]) -> tuple[date, date] | None:
    try:
        first, last = (date.fromisoformat(day) for day in manifest.get("dates", ()))
    except (TypeError, ValueError):
        return None
    return first, last


def _refuse_outside(assessment: Assessment) -> None:
    """Raises `OutputError` when dates left out everything there was."""
    inputs, cycle = assessment.inputs, assessment.cycle
    outside = any(found.code == "other-cycle" for found in assessment.problems)
    if outside and inputs.ratings.empty and inputs.marks.empty:
        raise OutputError(
            N_("All ratings and marks are dated outside the cycle {cycle} ({start} to {end}), so nothing was made. Correct name, from and to under [cycle] in reportgen.toml, or put the workbooks of this cycle into the folder."),
            cycle=cycle.name, start=cycle.start or "…", end=cycle.end or "…",
        )  # fmt: skip
