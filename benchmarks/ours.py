"""Our reports on the people of a folder of workbooks, rendered on request; see `rivals/serve.py` for the talk.

    python -m benchmarks.ours INPUT VIEWS    writes every person's view as plain JSON into VIEWS, then serves

A request names such a file; what is measured is the view, the charts, the page and the PDF of that person.
"""

import json
import re
import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from benchmarks.rivals.plots import plots
from benchmarks.rivals.serve import View, serve
from reportgen.pipeline.disclosure import disclosed
from reportgen.pipeline.earlier import compared
from reportgen.pipeline.job import Job, logo_of, read, texts_of
from reportgen.preparing import prepared_font, prepared_job
from reportgen.reports.documents import Press
from reportgen.reports.person_view import PersonView, person_view


def plain(view: PersonView) -> str:
    """A view as JSON: decimal numbers, and no invisible signs that keep lines from breaking."""

    def number(value: object) -> float:
        if isinstance(value, Fraction):
            return float(value)
        raise TypeError(f"what is {value!r}?")

    return re.sub("[\u2060\u200b]", "", json.dumps(asdict(view), ensure_ascii=False, default=number))


def main(source: Path, views: Path) -> None:
    with redirect_stdout(sys.stderr):  # what is said there is no answer
        job: Job = prepared_job(source, views / "output", None, archive=False)
        font = prepared_font(job.lang)
        assessment, _ = compared(job, read(job))
    readers, _ = disclosed(job, assessment)
    shown = readers.assessment
    texts = texts_of(job, shown, font)
    press = Press(job.lang, font, job.settings.report.accent, logo_of(job))
    for person in shown.people:
        view = person_view(person, shown, texts)
        if view.profile and view.categories and view.growth and view.others and view.others.rows and view.remarks:
            (views / f"{person.id}.json").write_text(plain(view), encoding="utf-8")
    by_id = {person.id: person for person in shown.people}

    def render(view: View, to: Path) -> int:
        person = by_id[view["page"]["who"].split()[-1]]
        to.write_bytes(press.person(person_view(person, shown, texts)))
        return plots(view)

    serve(render, name="reportgen")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
