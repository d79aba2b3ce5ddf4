"""Whether the input workbooks are still those that a build was made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reportgen.pipeline.changed import encodable
from reportgen.pipeline.job import Job, own_files
from reportgen.workbooks.opening.digests import digests


@dataclass(frozen=True, slots=True)
class ChangedInputs:
    """Paths below the input folder of workbooks that differ from what a build read, are gone, or came since."""

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.new)


def changed_inputs(job: Job, read: Mapping[str, str]) -> ChangedInputs:
    """The job's input folder compared with what a build read of it: the manifest's `inputs`, path -> SHA-256.

    The same files as those that a build opens, but only hashed. A workbook that can no longer be read is a changed one; one
    that the build could not read either is left out. Raises `OSError` for a folder that cannot be listed or is gone.
    """
    skip: list[Path] = [job.output, *([job.previous] if job.previous else [])]
    now = {encodable(name): digest for name, digest in digests(job.source, skip, own_files(job)).items()}
    return ChangedInputs(
        changed=tuple(name for name in now if name in read and now[name] != read[name]),
        missing=tuple(name for name in read if name not in now),
        new=tuple(name for name, digest in now.items() if name not in read and digest is not None),
    )
