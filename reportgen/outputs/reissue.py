"""Which reports differ from those of the previous run, byte by byte: same inputs make the same bytes."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from reportgen.language import N_
from reportgen.model.reissue import GRADE, PERSON, Document, Reissue
from reportgen.outputs.manifest import EARLIER

# What every report hangs on, by its name in the manifest -> what is said when it is another one.
COMMON: Final[Mapping[str, str]] = {
    "language": N_("The reports are in another language than the previous ones, so every file differs; which contents changed cannot be told from the files."),
    "model_digest": N_("The competency model is another one, so every report may differ: hand all of them out again."),
    "program_digest": N_("The program was updated, so every file may differ; which contents changed cannot be told from the files."),
    "look_digest": N_("The look of the reports changed (program, fonts or [report] settings), so every file differs; which contents changed cannot be told from the files."),
}  # fmt: skip


def reissue(
    before: Mapping[str, Any], after: Mapping[str, Any], written: Mapping[str, Mapping[str, str]], own: Collection[str]
) -> Reissue:
    """Compare the reports of two runs by what their manifests say of them.

    `before` is the earlier manifest, `after` the facts of this run, `written` what it wrote, by name; `own` are the ids
    of the people whose entries changed.
    """
    untold = next((said for name, said in COMMON.items() if name in before and before[name] != after[name]), "")
    if "look_digest" not in before:
        untold = COMMON["program_digest"]  # made by an earlier version
    if untold:
        return Reissue(untold=untold)
    old, new = _reports(before.get("files", {})), _reports(written)
    found = []
    for place, (file, digest) in new.items():
        if place not in old or old[place][1] != digest:
            state = "changed" if place in old else "new"
            found.append(Document(*place, file, state, place[0] == PERSON and place[1] in own))  # type: ignore[arg-type]
    found += [Document(*place, file, "withdrawn") for place, (file, _) in old.items() if place not in new]
    order = ("changed", "new", "withdrawn")
    return Reissue(
        tuple(sorted(found, key=lambda one: (one.kind == GRADE, not one.own, order.index(one.state), one.file)))
    )


def _reports(files: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """(kind, id) -> file and hash of every report of a person or a grade that was made."""
    found = {}
    for file, info in sorted(files.items()):
        kind, digest = info.get("kind", ""), info.get(EARLIER) or info.get("sha256", "")
        if kind in (PERSON, GRADE) and digest and "stale" not in info:
            found[kind, info.get("id", "")] = (file, digest)
    return found
