"""What is remembered of workbooks from one build to the next, so that those that did not change are not opened again."""

from pathlib import Path
from typing import Final

from reportgen.outputs.folder import OutputFolder
from reportgen.pipeline.changed import program_digest
from reportgen.workbooks.reading.memory import Memory

WORKBOOKS_MEMORY: Final = "data/workbooks.memory"
_KEY: Final = "memory"  # it tells itself what it was made by


def workbooks_memory(output: Path) -> Memory:
    """What an output folder keeps of the workbooks of its last build; nothing where it keeps none that this program made.

    After `reportgen.pipeline.job.read_inputs` its `content()` is what is to be kept there now, None for the same as before.
    """
    try:
        content = (output / WORKBOOKS_MEMORY).read_bytes()
    except OSError:
        content = None
    return Memory(content, program_digest())


def remember(memory: Memory, folder: OutputFolder) -> None:
    """Keep in the output folder what a build has read, or leave what lies there when it is the same."""
    content = memory.content()
    if content is not None:
        folder.write(WORKBOOKS_MEMORY, content, kind="data", key=_KEY)
    else:
        folder.keep(WORKBOOKS_MEMORY, _KEY, kind="data")


def forgetful() -> Memory:
    """A memory of nothing, which is filled all the same: for a build that reads everything again."""
    return Memory(None, program_digest())
