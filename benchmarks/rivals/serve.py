"""A process that works on request: a line of JSON in, a line of JSON out.

Request to render: `view` (file with a person's texts and numbers) and `to` (file to write), or `views` and `to` (a
folder) for a batch. Answer: `wall` and `cpu` in seconds (with those of child processes), `count` of what was drawn; or
`error`. A line that says `ready` comes before all.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

View = dict[str, Any]  # a person's view as plain JSON
Request = dict[str, Any]


def cpu_seconds() -> float:
    """Processor time of this process and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def serve(
    render: Callable[[View, Path], int], batch: Callable[[list[View], Path], int] | None = None, name: str = ""
) -> None:
    """Render until the input ends. `render` writes a document and gives the number of charts in it."""

    def made(request: Request) -> int:
        to = Path(request["to"])
        if "views" in request and batch:
            return batch([loaded(path) for path in request["views"]], to)
        return render(loaded(request["view"]), to)

    listen(made, name)


def listen(do: Callable[[Request], int], name: str) -> None:
    """Answer each request with the time that `do` takes for it, and with the number that it gives."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer

    def answer(**content: object) -> None:
        out.write(json.dumps(content, ensure_ascii=False) + "\n")
        out.flush()

    answer(ready=name)
    for line in sys.stdin:
        wall, cpu = time.perf_counter(), cpu_seconds()
        try:
            count = do(json.loads(line))
        except Exception as error:  # noqa: BLE001 (told to whoever asked)
            answer(error=f"{type(error).__name__}: {error}")
            continue
        answer(wall=time.perf_counter() - wall, cpu=cpu_seconds() - cpu, count=count)


def loaded(path: str) -> View:
    view: View = json.loads(Path(path).read_text(encoding="utf-8"))
    return view
