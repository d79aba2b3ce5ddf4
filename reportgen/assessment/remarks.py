"""Comments as readers may see them."""

import hashlib
from collections.abc import Collection, Sequence

from reportgen.assessment.anonymity import SUPERVISOR
from reportgen.assessment.scoring import SELF
from reportgen.model.issued import Issue, Remark
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
    known = {rater for relation, (rater, _) in comments if relation in (SELF, SUPERVISOR)}
    hidden = sorted(
        {remark for relation, remark in comments if relation not in (SELF, SUPERVISOR) and remark[0] not in known}
    )
    last = past[-1].remarks if past and past[-1].minimum >= minimum else ()
    changed = {rater for rater, _ in set(hidden) ^ set(last)}
    kept = bool(last) and 0 < len(changed) < minimum
    told = list(last) if kept else hidden
    shown = len({rater for rater, _ in told}) >= minimum
    own, superior = (
        tuple(_masked(text, names) for relation, (_, text) in comments if relation == one) for one in (SELF, SUPERVISOR)
    )
    remarks = Remarks(
        own=own,
        supervisor=superior,
        others=tuple(sorted({_masked(text, names) for _, text in told}, key=_order)) if shown else (),
        withheld=bool(told) and not shown,
    )
    return remarks, tuple(told) if shown else (), len(changed) if kept else 0


def _masked(text: str, names: Collection[str]) -> str:
    """A comment in which raters' names cannot be read."""
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= SHORTEST:
            text = text.replace(name, MASK)
    return text


def _order(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
