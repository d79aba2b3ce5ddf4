"""The command `watch`: reports that follow their folder. It looks at the folder, has a build made by a process of its own when
something changed, and says in a few lines what came of it.

A build in a process of its own leaves no memory behind, may crash, and is the program as it is installed at that time.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reportgen.failures import while_reading
from reportgen.language import LANGUAGES, N_, Language, language
from reportgen.preparing import INPUT
from reportgen.screen import ctrl_c, folder_text, say, terminal

if TYPE_CHECKING:
    from reportgen.engine.child import Ended
    from reportgen.model.changes import ProblemLine
    from reportgen.pipeline.standing import Standing, Update
    from reportgen.pipeline.watching import Due, News, Waiting, Watch

EVERY: Final = 2.0  # seconds from look to look
CPU_SHARE, TIME_SHARE = (
    50,
    10,
)  # a look takes a 50th of a core at most; a slow network is left alone nine tenths of the time
NAMED: Final = 3  # files or reports that a line names
LISTED: Final = 5  # problems that are listed one by one
REFUSED: Final = 2  # the exit code that comes with a sentence that says why


@click.command()
@click.argument("source", metavar="[INPUT]", required=False, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--output", type=click.Path(path_type=Path, readable=False), default=Path("output"),
    help="Folder to write to (default: output).",
)  # fmt: skip
@click.option(
    "--lang", "lang_code", type=click.Choice(LANGUAGES), help="Language of reports and messages (default: zh)."
)
@click.option(
    "--previous", type=click.Path(path_type=Path), metavar="DIR|FILE", help="Compare with an earlier build (see build)."
)
@click.option("--no-previous", "alone", is_flag=True, help="Compare with no earlier cycle.")
@click.option(
    "--jobs",
    type=click.IntRange(0),
    envvar="REPORTGEN_JOBS",
    metavar="N",
    help="Processes that make the reports (default: one per core; 0: none beside the one that builds).",
)
@click.option("--check", "checking", is_flag=True, help="Only check the workbooks; make no reports.")
@click.option(
    "--every",
    type=click.FloatRange(0.1),
    default=EVERY,
    metavar="SECONDS",
    help="Time between two looks (default: 2; longer for folders that are slow to look through).",
)
def watch(
    source: Path | None, output: Path, lang_code: str | None, previous: Path | None, jobs: int | None, every: float,
    *, alone: bool, checking: bool,
) -> None:  # fmt: skip
    """Make the reports whenever the workbooks in INPUT (default: input) change, until it is stopped with Ctrl-C."""
    if previous is not None and alone:
        raise click.UsageError("--previous and --no-previous contradict each other.")
    if checking and (previous is not None or alone):
        raise click.UsageError("--check compares with nothing: leave --previous and --no-previous out.")
    folder = source or INPUT
    lang = _language(folder, lang_code)
    from reportgen.engine.child import ended
    from reportgen.pipeline.standing import workbooks_read
    from reportgen.pipeline.watching import Watch

    given: dict[str, object] = {"--output": output, "--lang": lang_code}
    if not checking:
        given |= {"--previous": previous, "--jobs": jobs}
    words = ["check", "--json"] if checking else ["build", *(["--no-previous"] if alone else [])]
    options = [f"{name}={value}" for name, value in given.items() if value is not None]
    run = partial(ended, [sys.executable, "-m", "reportgen", *words, *options, "--", str(folder)])
    expected = (lambda: 0) if checking else _unless_unchanged(output, workbooks_read)
    keeper = Keeper(Watch(folder, (output,), expected), run, output, lang, checking=checking)
    keeper.say(lang("Watching {folder}; stop with Ctrl-C.", folder=folder_text(folder)))
    try:
        while True:
            ctrl_c.heed()
            pause = keeper.go(time.monotonic)
            time.sleep(max(every, pause))
    except KeyboardInterrupt:
        keeper.say(lang("Stopped watching. The reports that were written are whole."))


def _language(folder: Path, code: str | None) -> Language:
    """The language to speak: as given, else as the settings say, if they can be used."""
    from reportgen.settings import SettingsError, load_settings

    with suppress(SettingsError, OSError):
        code = code or load_settings(folder).report.language
    return language(code or "zh")


def _unless_unchanged(output: Path, told: Callable[[Path], int]) -> Callable[[], int]:
    """What the manifest of a folder tells, read again only when it was written anew."""
    from reportgen.model.inputs import MANIFEST

    known: dict[tuple[int, int], int] = {}

    def expected() -> int:
        try:
            found = (output / MANIFEST).stat()
        except OSError:
            return 0
        mark = (found.st_size, found.st_mtime_ns)
        if mark not in known:
            known.clear()
            known[mark] = told(output)
        return known[mark]

    return expected


@dataclass
class Keeper:
    """Keeps reports up to date: `go` looks once, and builds with `run` if that is due. `line` takes what there is to say."""

    watch: "Watch"
    run: "Callable[[], Ended]"
    output: Path
    lang: Language
    checking: bool = False
    line: Callable[[str], None] | None = None

    _day: date | None = None
    _before: "Standing | None" = None  # of a check
    _refusal: str = ""  # why the last build was refused

    def go(self, clock: Callable[[], float]) -> float:
        """Look, say what is new, build if that is due. Returns the least number of seconds until the next look."""
        from reportgen.pipeline.watching import Due

        cpu, began = time.process_time(), time.perf_counter()
        news = self.watch.step(clock())
        pause = max(CPU_SHARE * (time.process_time() - cpu), TIME_SHARE * (time.perf_counter() - began))
        for one in news:
            if isinstance(one, Due):
                self._build(one)
                self.watch.built(clock(), refused=bool(self._refusal))
            else:
                self.say(_news(one, self.watch.folder, self.lang))
        return pause

    def say(self, text: str) -> None:
        """A line with the time of day; the day stands on a line of its own when it has changed."""
        now = datetime.now().astimezone()
        if self._day not in (None, now.date()):
            self._print(f"—— {now:%Y-%m-%d} ——")
        self._day = now.date()
        first, *more = text.splitlines() or [""]
        self._print("\n".join([f"{now:%H:%M} {first}", *(f"      {one}" for one in more)]))

    def _print(self, text: str) -> None:
        if self.line is not None:
            self.line(text)
            return
        say(terminal(), text)
        sys.stdout.flush()

    def _build(self, due: "Due") -> None:
        from reportgen.pipeline.standing import Standing, checked, standing, update

        lang = self.lang
        if due.new or due.changed or due.gone:
            for text in _began(due, lang, checking=self.checking):
                self.say(text)
        before = (self._before or Standing({})) if self.checking else standing(self.output)
        with terminal(err=True).status(lang("Working …")):  # moves on a terminal only
            done = self.run()
        if done.code not in (0, 1):
            self._refused(done)
            return
        self._refusal = ""
        after = self._before = checked(done.out) if self.checking else standing(self.output)
        self.say("\n".join(_ended(update(before, after), self.output, lang, checking=self.checking)))

    def _refused(self, done: "Ended") -> None:
        """Say once why there is no build; not again as long as it is the same."""
        lines = done.err.strip().splitlines()
        if done.code == REFUSED:
            reason = "\n".join(lines)
        else:
            reason = self.lang("The program ended unexpectedly (code {code}).", code=done.code) + "".join(f"\n{line}" for line in lines[-1:])  # fmt: skip
        if reason == self._refusal:
            return
        self._refusal = reason
        text = (
            N_("Not checked: {reason}") if self.checking else N_("Not updated, the reports stay as they were: {reason}")
        )
        self.say(self.lang(text, reason=reason))
        self.say(self.lang("It is tried again when something changes, and from time to time."))


def _news(one: "News", folder: Path, lang: Language) -> str:
    """What is to be said while there is nothing to build."""
    from reportgen.pipeline.watching import Back, Empty, Fewer, Lost, Waiting

    place = folder_text(folder)
    match one:
        case Lost(error):
            if isinstance(error, FileNotFoundError):
                return lang("The folder {folder} is not there. Watching goes on as soon as it is.", folder=place)
            failure = while_reading(error)
            return lang("{folder} cannot be read: {reason} ({code}). Watching goes on as soon as it can.",
                        folder=place, reason=lang(failure.reason), code=failure.code)  # fmt: skip
        case Back():
            return lang("{folder} is there again.", folder=place)
        case Empty():
            return lang("There is no workbook in {folder} yet. Put the roster and the ratings there; the reports are then made by themselves.", folder=place)  # fmt: skip
        case Fewer(before, now):
            return lang("There are only {now} workbooks in {folder}, and the last build read {before}. A network drive may be down, so the reports stay as they are. If the workbooks were taken away on purpose, run make reports once.", folder=place, before=before, now=now)  # fmt: skip
        case Waiting(coming, opened):
            if coming:
                return lang("{files}: still being copied, waiting for the rest.", files=_some(coming, lang))
            return lang("{files}: changed, and open in Excel or another program. Waiting a minute for it to be closed.", files=_some(opened, lang))  # fmt: skip
        case _:
            raise TypeError(one)


def _began(due: "Due", lang: Language, *, checking: bool) -> Iterator[str]:
    """Why there is a build now."""
    if due.first:
        yield lang("Checking the workbooks …") if checking else lang("Making the reports …")
    else:
        kinds = ((N_("new: {files}"), due.new), (N_("changed: {files}"), due.changed), (N_("gone: {files}"), due.gone))
        said = [lang(text, files=_some(files, lang)) for text, files in kinds if files]
        what = ("；" if lang.code == "zh" else "; ").join(said)
        yield lang("{what}. Checking …", what=what) if checking else lang("{what}. Updating …", what=what)
    yield from _unfinished(due.unfinished, lang)


def _unfinished(found: "Waiting", lang: Language) -> Iterator[str]:
    if found.coming:
        yield lang("{files}: not all there, so left out for now. When the rest comes, it is taken.", files=_some(found.coming, lang))  # fmt: skip
    if found.opened:
        yield lang("{files}: still open in Excel or another program. What was last saved is taken.", files=_some(found.opened, lang))  # fmt: skip


def _ended(found: "Update", output: Path, lang: Language, *, checking: bool) -> Iterator[str]:
    """What came of a build: which reports are others now, and which problems came and went."""
    from reportgen.pipeline.check import TABLE

    if checking:
        yield lang("Checked.")
    elif found.changed:
        names = _some([Path(name).stem for name in found.changed], lang)
        yield lang("Updated: {n} reports are new or changed ({names}), {unchanged} are as they were.",
                   n=len(found.changed), names=names, unchanged=found.unchanged)  # fmt: skip
    else:
        yield lang("Up to date: all {n} reports are as they were.", n=found.unchanged)
    if found.removed:
        yield lang("{n} reports were removed: nobody stands for them any more.", n=found.removed)
    if found.kept:
        yield lang("{n} reports are kept from an earlier build, because the roster has errors.", n=found.kept)
    if found.keeping:
        yield lang("For {n} people the reports keep the previous values, because too few answers changed. When everything has come in: make reports REISSUE=all", n=found.keeping)  # fmt: skip
    if found.errors or found.warnings:
        yield lang("{errors} errors, {warnings} warnings: see {file}", errors=found.errors, warnings=found.warnings, file=output / TABLE)  # fmt: skip
    else:
        yield lang("No problems.")
    for one in found.found[:LISTED]:
        yield _problem(one, lang)
    if len(found.found) > LISTED:
        yield lang("… and {n} more.", n=len(found.found) - LISTED)
    if found.solved:
        yield lang("No longer there: {n} problems of before.", n=found.solved)


def _problem(found: "ProblemLine", lang: Language) -> str:
    place = " ".join(part for part in (found.file, found.sheet, found.cell) if part)
    text = N_("New error [{code}] {place}: {message}") if found.severity == "error" else N_("New warning [{code}] {place}: {message}")  # fmt: skip
    return lang(text, code=found.code, place=place, message=found.message)


def _some(names: "tuple[str, ...] | list[str]", lang: Language) -> str:
    """The first few of some names, and how many there are."""
    listed = lang.listing(tuple(names[:NAMED]))
    return listed if len(names) <= NAMED else lang("{names} and others, {n} in all", names=listed, n=len(names))
