"""Reports that say that scores of the last issue are kept, and nothing else that was not in them: nobody needs them anew."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from reportgen.model.results import Assessment
from reportgen.outputs.earlier import Earlier, NotComparable

Files = Mapping[str, Mapping[str, str]]


def without_notes(assessment: Assessment) -> Assessment:
    """The readers' assessment as if no score were kept: the same values, and no note."""
    people = tuple(
        replace(p, competencies=tuple(replace(r, kept=False) if r.kept else r for r in p.competencies))
        for p in assessment.people
    )
    return replace(assessment, people=people)


def but_for_notes(
    earlier: Earlier | NotComparable, written: Files, unnoted: Mapping[str, Callable[[], bytes]]
) -> dict[str, Mapping[str, str]]:
    """What was written, with the earlier hash for those reports that differ from the earlier ones by the note alone.

    `unnoted` makes a report without its note, by its file. Only what differs is made once more.
    """
    found = dict(written)
    if isinstance(earlier, NotComparable):
        return found
    before = earlier.facts.get("files", {})
    for file, make in unnoted.items():
        old, new = before.get(file, {}).get("sha256"), written.get(file, {}).get("sha256")
        if old and new and old != new:
            with suppress(Exception):  # the report itself is there: then it is one to hand out
                if hashlib.sha256(make()).hexdigest() == old:
                    found[file] = {**written[file], "sha256": old}
    return found
