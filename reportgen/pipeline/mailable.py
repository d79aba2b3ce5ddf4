"""What may be mailed: the reports of a complete build that still fits its input, each as the build left it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reportgen.language import N_
from reportgen.model.mail import MailError, RosterLine
from reportgen.outputs.manifest import ARCHIVE, MAIL, is_unfinished, read_manifest
from reportgen.outputs.recipients import RECIPIENTS, RecipientsError, read_recipients
from reportgen.pipeline.changed import deciding
from reportgen.pipeline.job import Job
from reportgen.pipeline.unchanged import changed_inputs

NAMED: Final = 3  # files that a message names
REBUILD: Final = N_("Run make reports again, then make mails.")


@dataclass(frozen=True, slots=True)
class BuiltReport:
    """A person's report of the build: its place below the output folder and the sha256 that the manifest gives it."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Mailable:
    """A build whose reports may be mailed. `unfinished_outbox`: the drafts beside it are those of a run that broke off."""

    root: Path
    cycle: str
    sample: bool
    lines: tuple[RosterLine, ...]
    reports: Mapping[str, BuiltReport]
    unfinished_outbox: bool = False

    def content(self, person: str) -> bytes:
        """A person's report. Raises `MailError` when it is not what the build wrote, or gone."""
        report = self.reports[person]
        try:
            content = (self.root / PurePosixPath(report.file)).read_bytes()
        except OSError as error:
            raise MailError(N_("The report {file} cannot be read."), file=report.file) from error
        if hashlib.sha256(content).hexdigest() != report.sha256:
            raise MailError(N_("The report {file} is not the one that the build made: it was changed or replaced."), file=report.file)  # fmt: skip
        return content


def mailable(job: Job) -> Mailable:
    """The build in the output folder. Raises `MailError` when there is none, it is archived or was broken off, or when the
    workbooks or settings are no longer those that it was made from.
    """
    root = job.output
    manifest = read_manifest(root)
    if "cycle" not in manifest:
        raise MailError(N_("{folder} holds no reports. Run make reports first."), folder=root)
    if root.resolve().parent.name == ARCHIVE and read_manifest(root.resolve().parent.parent):
        raise MailError(
            N_("{folder} is an archived cycle. Reports are mailed before their cycle is archived."), folder=root
        )
    if is_unfinished(manifest):
        raise MailError(N_("The last build in {folder} was broken off, so its reports may not belong together. {remedy}"), folder=root, remedy=N_(REBUILD))  # fmt: skip
    _refuse_outdated(job, manifest)
    files = manifest["files"]
    reports = {
        info["id"]: BuiltReport(name, info["sha256"])
        for name, info in files.items()
        if info.get("kind") == "person" and "stale" not in info and "sha256" in info
    }
    unfinished = any(info.get("kind") == MAIL and "sha256" not in info for info in files.values())
    return Mailable(root, manifest["cycle"], bool(manifest.get("sample")), _lines(root, files), reports, unfinished)


def _lines(root: Path, files: Mapping[str, Mapping[str, str]]) -> tuple[RosterLine, ...]:
    """The build's list of recipients."""
    changed = N_("{file} is not the one that the build made: it was changed or replaced. {remedy}")
    try:
        content = (root / RECIPIENTS).read_bytes()
    except FileNotFoundError as error:
        raise MailError(N_("{file} is missing: the reports were made by an earlier version of the program. {remedy}"), file=root / RECIPIENTS, remedy=N_(REBUILD)) from error  # fmt: skip
    if hashlib.sha256(content).hexdigest() != files.get(RECIPIENTS, {}).get("sha256"):
        raise MailError(changed, file=root / RECIPIENTS, remedy=N_(REBUILD))
    try:
        return read_recipients(content)
    except RecipientsError as error:
        raise MailError(changed, file=root / RECIPIENTS, remedy=N_(REBUILD)) from error


def _refuse_outdated(job: Job, manifest: Mapping[str, Any]) -> None:
    """The reports must say what the workbooks say, and go to whom the roster names."""
    found = changed_inputs(job, manifest.get("inputs", {}))
    names = [*found.changed, *found.missing, *found.new]
    if names:
        listed = ", ".join(names[:NAMED]) + (f" … ({len(names)})" if len(names) > NAMED else "")
        raise MailError(
            N_("Workbooks in {folder} changed after the reports were made: {names}. {remedy}"),
            folder=job.source, names=listed, remedy=N_(REBUILD),
        )  # fmt: skip
    before = {name: value for name, value in manifest.get("settings", {}).items() if name != "previous"}
    if deciding(job.settings) != before or bool(manifest.get("sample")) != job.settings.report.sample:
        raise MailError(N_("The settings in {folder} changed after the reports were made. {remedy}"), folder=job.source, remedy=N_(REBUILD))  # fmt: skip
