"""When a folder that is being watched is ready for a build: its files are looked at again and again, and a change counts
when nothing has moved for a while and what came is all there.

Files are looked at, and no system service is asked to report changes: of network folders, where an office keeps its
workbooks, such services hear nothing. Time is handed in, in seconds of any clock that only goes forward.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reportgen.workbooks.opening.look import Look, Mark, is_workbook, look, still_coming


@dataclass(frozen=True)
class Times:
    """How long is waited, in seconds. `quiet`: nothing has changed for so long, then somebody has finished; longer than the
    2 to which some disks round times, so that a file saved after a build never bears the time it had before. `wait`:
    for a file that is half there, or open in Excel, from its last change on. `patience`: for a folder that is never
    quiet. `retry`: until a build that was refused is tried again, twice as long each time up to `retry_most`.
    """

    quiet: float = 3.0
    wait: float = 60.0
    patience: float = 600.0
    retry: float = 30.0
    retry_most: float = 600.0


@dataclass(frozen=True)
class Lost:
    """The folder cannot be looked at."""

    error: OSError


@dataclass(frozen=True)
class Back:
    """It can be looked at again."""


@dataclass(frozen=True)
class Empty:
    """There is no workbook in it yet, or none any more."""


@dataclass(frozen=True)
class Fewer:
    """It holds less than half of the workbooks of the last build: more likely a drive that is gone than a decision."""

    before: int
    now: int


@dataclass(frozen=True)
class Waiting:
    """Files changed, and some are not finished: half there, or open in an office program."""

    coming: tuple[str, ...]
    opened: tuple[str, ...]


@dataclass(frozen=True)
class Due:
    """A build is due: what came, changed and went since the one before (nothing, if that one is tried again), and which of
    it is still not finished.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unfinished: Waiting = Waiting((), ())
    first: bool = False


News = Lost | Back | Empty | Fewer | Waiting | Due


@dataclass
class Watch:
    """A folder and what is known of it. `step` looks once; after each `Due` the caller builds, and tells with `built` how
    that went. `skip` are folders below it that are no input; `expected` tells how many workbooks the last build read.
    """

    folder: Path
    skip: tuple[Path, ...] = ()
    expected: Callable[[], int] = lambda: 0
    times: Times = field(default_factory=Times)

    _known: dict[str, Mark] | None = None  # when the last build began
    _seen: Mapping[str, Mark] | None = None
    _since: float = 0.0  # when a look last showed something else than the one before
    _first: float | None = None  # when the change that is waited for was first seen
    _lost: float | None = None
    _whole: dict[str, Mark] = field(default_factory=dict)
    _unfinished: frozenset[str] = frozenset()  # files that were half there when the last build began
    _said: News | None = None
    _retry: tuple[float, float] | None = None  # when, and how long was waited for that

    def step(self, now: float) -> list[News]:
        """Look, and return what is new; `Due` is the last of it if a build is due."""
        try:
            seen = look(self.folder, self.skip)
        except OSError as error:
            return self._not_there(error, now)
        news = self._back()
        if seen.files != self._seen:
            self._seen, self._since = seen.files, now
        change = self._change(seen)
        if not (change.first or change.new or change.changed or change.gone):
            news += [Back()] if isinstance(self._said, Fewer) else []
            self._first = self._said = None
            again = self._retry is not None and now >= self._retry[0]
            return [*news, change] if again else news
        self._first = now if self._first is None else self._first
        return news + self._once(self._due(seen, change, now))

    def built(self, now: float, *, refused: bool) -> None:
        """A build has ended. One that was refused is tried again later, even if nothing changes here: what was in its way
        may lie elsewhere.
        """
        if not refused:
            self._retry = None
            return
        wait = self.times.retry if self._retry is None else min(2 * self._retry[1], self.times.retry_most)
        self._retry = (now + wait, wait)

    def _not_there(self, error: OSError, now: float) -> list[News]:
        """A drive may not answer for a moment: that is not worth a word."""
        self._seen = self._first = None
        self._lost = now if self._lost is None else self._lost
        if now - self._lost < self.times.quiet or isinstance(self._said, Lost):
            return []
        self._said = Lost(error)
        return [self._said]

    def _back(self) -> list[News]:
        self._lost = None
        if not isinstance(self._said, Lost):
            return []
        self._said = None
        return [Back()]

    def _change(self, seen: Look) -> Due:
        """What is there now against what was there when the last build began."""
        known = self._known
        if known is None:
            return Due(new=tuple(sorted(seen.files)), first=True)
        for name in self._unfinished:  # they may become whole without another size or time
            if name in known and known[name] == seen.files.get(name) and not still_coming(self.folder / name):
                del known[name]
        new = tuple(sorted(seen.files.keys() - known.keys()))
        gone = tuple(sorted(known.keys() - seen.files.keys()))
        changed = tuple(sorted(name for name, mark in seen.files.items() if known.get(name, mark) != mark))
        return Due(new, changed, gone)

    def _due(self, seen: Look, change: Due, now: float) -> News | None:
        """The build that is due, or what is waited for; None while nothing is known yet."""
        times, workbooks = self.times, seen.workbooks()
        impatient = self._first is not None and now - self._first >= times.patience
        resting = now - self._since
        if resting < times.quiet and not impatient:
            return None
        if 2 * workbooks < (expected := self.expected()) or not workbooks:
            self._first = now
            return Fewer(expected, workbooks) if expected else Empty()
        unfinished = self._not_finished(seen, change)
        if (unfinished.coming or unfinished.opened) and resting < times.wait and not impatient:
            return unfinished
        self._known, self._unfinished = dict(seen.files), frozenset(unfinished.coming)
        self._first = self._retry = None
        self._whole.clear()
        return Due(change.new, change.changed, change.gone, unfinished, change.first)

    def _not_finished(self, seen: Look, change: Due) -> Waiting:
        names = [*change.new, *change.changed]
        coming = tuple(name for name in names if is_workbook(name) and not self._is_whole(name, seen.files[name]))
        opened = () if change.first else tuple(name for name in names if name in seen.opened and name not in coming)
        return Waiting(coming, opened)

    def _is_whole(self, name: str, mark: Mark) -> bool:
        """Whether a file is all there; one that was is not opened again before it changes."""
        if self._whole.get(name) != mark and not still_coming(self.folder / name):
            self._whole[name] = mark
        return self._whole.get(name) == mark

    def _once(self, found: News | None) -> list[News]:
        """What is found, unless the like of it was said last."""
        if found is None or type(found) is type(self._said):
            return []
        self._said = None if isinstance(found, Due) else found
        return [found]
