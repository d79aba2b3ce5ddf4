"""A program as a process of its own: run to its end, what it printed kept, and stopped in order when this one is."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

PATIENCE: Final = 30.0  # seconds that a process is given to stop when it is asked to


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code (below nought: the signal that killed it) and what it printed."""

    code: int
    out: str
    err: str


def ended(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Ended:
    """Run a program that reads nothing and prints UTF-8. When this process is stopped meanwhile, by Ctrl-C or the system,
    the program is asked to stop, and waited for.

    It does not hear Ctrl-C itself: pressed once, it would come twice. Raises `OSError` when it cannot be started.
    """
    windows = os.name == "nt"
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8:backslashreplace", **(environment or {})},
        encoding="utf-8",
        errors="backslashreplace",
        start_new_session=not windows,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    ) as process:
        try:
            out, err = process.communicate()
        except BaseException:
            process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))
            try:
                process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
            raise
    return Ended(process.returncode, out, err)
