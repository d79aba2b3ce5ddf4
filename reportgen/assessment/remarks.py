"""Comments as readers may see them."""

import hashlib
import re
from collections.abc import Collection, Sequence

from reportgen.assessment.anonymity import KNOWN
from reportgen.model.issued import Issue, Remark
from reportgen.model.raters import SELF, SUPERVISOR
from reportgen.model.results import Remarks

MASK = "×××"
SHORTEST = 2  # characters of a name that is looked for in a comment


def remarks_shown(
    comments: Sequence[tuple[str, Remark]], past: Sequence[Issue], minimum: int, names: Collection[str]
) -> tuple[Remarks, tuple[Remark, ...], int]:
    """The comments on a person as readers see them, those of anonymous raters that this issue shows, and from how many
    raters comments came or went that are not shown as they are now.

    `comments` are (relation, (rater's key, text)). Those of anonymous raters are shown when enough raters wrote some, in
    the order of their texts' digests: it depends on nothing but the words. What several wrote alike is shown once.
    The raters' `names` are made illegible.
    """
    known = {rater for relation, (rater, _) in comments if relation in KNOWN}
    hidden = sorted({remark for relation, remark in comments if relation not in KNOWN and remark[0] not in known})
    last = past[-1].remarks if past else ()
    changed = _changed(hidden, [issue.remarks for issue in past], minimum)
    kept = bool(changed)
    told = list(last) if kept else hidden
    shown = len({rater for rater, _ in told}) >= minimum
    own, superior = (
        tuple(dict.fromkeys(_masked(text, names) for relation, (_, text) in comments if relation == one))
        for one in (SELF, SUPERVISOR)
    )
    remarks = Remarks(
        own=own,
        supervisor=superior,
        others=tuple(sorted({_masked(text, names) for _, text in told}, key=_order)) if shown else (),
        withheld=bool(hidden) and not shown,
    )
    return remarks, tuple(told) if shown else (), len(changed)


def _changed(now: Sequence[Remark], past: Sequence[Sequence[Remark]], minimum: int) -> set[str]:
    """The raters whose comments came or went since an earlier issue that showed some, or are new to all of them, where
    they are so few that one would see whose they are; nobody where there are enough.
    """
    before = [set(one) for one in past if one]
    differences = [set(now) ^ one for one in reversed(before)]
    if before:
        differences.append(set(now) - set[Remark]().union(*before))
    few = ({rater for rater, _ in difference} for difference in differences)
    return next((raters for raters in few if 0 < len(raters) < minimum), set())


def _masked(text: str, names: Collection[str]) -> str:
    """A comment in which raters' names cannot be read, with whatever space within them. A name in Latin letters is a
    word of its own, in whatever case.
    """
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if len(name) >= SHORTEST:
            latin = name.isascii()
            parts = name.split() if latin else "".join(name.split())
            spaced = r"\s*".join(re.escape(part) for part in parts)
            pattern = rf"(?<![A-Za-z]){spaced}(?![A-Za-z])" if latin else spaced
            text = re.sub(pattern, MASK, text, flags=re.IGNORECASE)
    return text


def _order(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
