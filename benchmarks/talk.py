"""Talking with the processes that render and read; what they say is described in `rivals/serve.py`."""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
RIVALS_PYTHON = ROOT / ".venv-bench" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class FailedError(Exception):
    """A way that cannot be measured; the text says why."""


@dataclass
class Way:
    """A process that renders on request."""

    name: str
    command: Sequence[str | Path]
    version: str = ""
    failure: str = ""
    process: "subprocess.Popen[str] | None" = None
    said: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def start(self) -> None:
        """Raises `FailedError` when it does not get ready."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        try:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=environment, text=True, encoding="utf-8", stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=self.said,
            )  # fmt: skip
        except OSError as error:
            raise FailedError(str(error)) from error
        self.version = self._answer()["ready"]

    def ask(self, **request: object) -> dict[str, Any]:
        """Have something rendered. Raises `FailedError`."""
        process = self.process
        assert process is not None
        assert process.stdin is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            raise FailedError(answer["error"])
        return answer

    def _answer(self) -> dict[str, Any]:
        process = self.process
        assert process is not None
        line = _stream(process.stdout).readline()
        if not line:
            process.wait()
            self.said.seek(0)
            said = self.said.read().decode(errors="replace").strip().splitlines()
            raise FailedError(said[-1] if said else "it ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def stop(self) -> None:
        if self.process is not None:
            _stream(self.process.stdin).close()
            self.process.wait()
        self.said.close()


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
