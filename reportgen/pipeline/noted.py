"""Reports that say that scores of the last issue are kept, and nothing else that was not in them: nobody needs them anew."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
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
    earlier: Earlier | NotComparable, written: Files, telling: Mapping[str, str], unnoted: Callable[[Sequence[str]], Mapping[str, bytes]]
) -> dict[str, Mapping[str, str]]:  # fmt: skip
    """What was written, with the earlier hash for those reports that differ from the earlier ones by the note alone.

    `telling` are the files that may have a note, with the key by which each is made without it; `unnoted` makes those that
    differ once more, without it, unless the earlier one was made by that very key.
    """
    found = dict(written)
    if isinstance(earlier, NotComparable):
        return found
    before = earlier.facts.get("files", {})
    old = {file: before.get(file, {}).get("sha256") for file in telling}
    differing = [file for file in telling if old[file] and written.get(file, {}).get("sha256", old[file]) != old[file]]
    same = {file for file in differing if before[file].get("key") == telling[file]}
    rest = [file for file in differing if file not in same]
    for file, content in unnoted(rest).items() if rest else ():
        if hashlib.sha256(content).hexdigest() == old[file]:
            same.add(file)
    found.update({file: {**written[file], "sha256": old[file]} for file in same})
    return found
