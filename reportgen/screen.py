"""The screen: what commands print, how progress is shown, and how what the rooms raise becomes a sentence."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from reportgen.language import N_, Language, told

if TYPE_CHECKING:
    from rich.console import Console

    from reportgen.model.changes import Changes
    from reportgen.outputs.folder import OutputError
    from reportgen.pipeline.check import Checked
    from reportgen.pipeline.job import Job, NothingToDoError
    from reportgen.pipeline.recalibrating import Decision
    from reportgen.pipeline.recalibrating import Outcome as Recalibrated
    from reportgen.problems import Found

SHOWN_PROBLEMS = 20


class Fail(click.ClickException):
    """Ends a command: nothing could be made."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401, ARG002 (click's signature)
        click.echo(self.message, err=True)


def fail_faults(lang: Language, text: str, file: object, faults: Sequence[tuple[str, str]]) -> NoReturn:
    said = [(place, told(what, lang)) for place, what in faults]
    lines = "\n".join(f"  {place}: {what}" if place else f"  {what}" for place, what in said)
    raise Fail(f"{lang(text, file=file)}\n{lines}")


def say_open(minimum: int | None, lang: Language, console: "Console") -> None:
    """One sentence where the settings let readers see what fewer than three raters said."""
    from reportgen.model.types import FEWEST_ANONYMOUS

    if minimum is not None and minimum < FEWEST_ANONYMOUS:
        text = (
            N_("Open evaluation ([anonymity] minimum = 1): nothing is withheld, so what a single rater said can be read from the reports.")
            if minimum == 1
            else N_("[anonymity] minimum = {minimum}: what fewer than three raters said can be worked out from the reports.")
        )  # fmt: skip
        say(console, lang(text, minimum=minimum))


@contextmanager
def failing(lang: Language) -> Iterator[None]:
    """Turns what the rooms raise into a sentence and exit code 2."""
    from reportgen.engine.running import EngineError
    from reportgen.failures import while_reading
    from reportgen.model.load import ModelError
    from reportgen.outputs.folder import OutputError
    from reportgen.pipeline.job import NothingToDoError
    from reportgen.reports.errors import RenderError
    from reportgen.settings import SettingsError

    try:
        yield
    except SettingsError as error:
        fail_faults(lang, N_("{file} cannot be used:"), error.path, error.faults)
    except ModelError as error:
        fail_faults(lang, N_("The model {file} cannot be used:"), error.name, error.faults)
    except NothingToDoError as error:
        print_problems(error.problems, lang, terminal())
        listed = lang("The list of problems is {file}.", file=error.listed) if error.listed else ""
        raise Fail(" ".join(part for part in (nothing_text(error, lang), listed) if part)) from error
    except RenderError as error:
        raise Fail(lang("A trial page could not be made: {reason}", reason=error)) from error
    except OutputError as error:
        raise Fail(error_text(error, lang)) from error
    except EngineError as error:
        raise Fail(
            lang(error.reason, **{name: _listed(value, lang) for name, value in error.values.items()})
        ) from error
    except BrokenPipeError:
        raise  # whoever was reading what is printed has gone
    except OSError as error:
        failure = while_reading(error)
        raise Fail(
            lang(
                "{file} cannot be read: {reason} ({code}). {remedy}",
                file=error.filename or lang("One of the files"),
                reason=lang(failure.reason),
                code=failure.code,
                remedy=lang(failure.remedy),
            )
        ) from error


STOPPED = "\n已停止；已写好的报告是完整的，再运行一次即可继续。 / Stopped; reports already written are whole. Run again to go on."
INTERRUPTED = 130


def nothing_text(error: "NothingToDoError", lang: Language) -> str:
    """Why no report can be made."""
    if error.votes and error.files_read:
        return lang(
            "Nobody has voted: a sheet with the columns 能力素质, 调整前 and one per expert is needed, and the grade in its title."
        )
    text = (
        N_("No roster was found, so nothing can be reported: a sheet with the columns 工号, 姓名, 级别 is needed.")
        if error.files_read
        else N_("There is no workbook (.xlsx) in the folder. Put the roster and the ratings there.")
    )
    return lang(text)


def error_text(error: "OutputError", lang: Language) -> str:
    """Why a folder cannot be written to."""
    return lang(error.reason, **{name: translated(value, lang) for name, value in error.values.items()})


def _listed(value: object, lang: Language) -> object:
    """A value of a reason: some are several sentences."""
    return lang.listing([told(part, lang) for part in value]) if isinstance(value, tuple) else value


class CtrlC:
    """Ctrl-C as an exception, and remembered: a library's callback from C swallows the exception when it comes there.

    A second one does not wait for what the first one set off: it ends the process at once. Nothing is torn then either,
    and the folder's lock ends with the process.
    """

    asked = False

    def __call__(self, *_: object) -> None:
        if self.asked:
            stopped()
            os._exit(INTERRUPTED)
        self.asked = True
        raise KeyboardInterrupt

    def heed(self) -> None:
        """Stop if that was asked for."""
        if self.asked:
            raise KeyboardInterrupt


ctrl_c = CtrlC()


def listen() -> None:
    """From now on Ctrl-C, the end of the session and a closed window stop the program in order."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None and (name != "SIGHUP" or signal.getsignal(number) != signal.SIG_IGN):  # nohup ignores it
            signal.signal(number, ctrl_c)


def stopped() -> None:
    """Say calmly that it was stopped, and give the cursor back that the progress had hidden."""
    with suppress(OSError, ValueError):  # the window may be gone
        click.echo(("\x1b[?25h" if sys.stderr.isatty() else "") + STOPPED, err=True)


def terminal(*, err: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=err, highlight=False, soft_wrap=True)


def say(console: "Console", text: str) -> None:
    console.print(text, markup=False)


def say_opened(names: Sequence[str], lang: Language, console: "Console") -> None:
    """Say which files were replaced while another program seemed to have them open."""
    for name in names:
        say(console, lang("{name} seems to be open in Excel or another program, which still shows the old one: close it there without saving, and open it again.", name=name))  # fmt: skip


def folder_text(path: Path) -> str:
    return f"{path}/" if not str(path).endswith("/") else str(path)


def translated(value: object, lang: Language) -> object:
    return lang(value) if isinstance(value, str) and value else value


def print_problems(
    problems: Sequence["Found"], lang: Language, console: "Console", limit: int | None = SHOWN_PROBLEMS
) -> None:
    """Errors first, each with its place, what is wrong and what to do; then warnings; the rest is in the table."""
    from reportgen.problems import errors, warnings

    shown = [*errors(problems), *warnings(problems)]
    for found in shown[:limit]:
        place = " ".join(part for part in (found.source.file, found.source.sheet, found.source.cell) if part)
        mark = lang("Error") if found.severity == "error" else lang("Warning")
        console.print(
            f"{mark} [{found.code}] {place}", style="red" if found.severity == "error" else "yellow", markup=False
        )
        say(console, f"    {found.message(lang)}")
    if limit is not None and len(shown) > limit:
        say(console, lang("… and {n} more.", n=len(shown) - limit))


def print_check(checked: "Checked", refused: str, output: Path, lang: Language) -> None:
    """What was read, then the problems, then the counts and where the list of problems is."""
    from reportgen.pipeline.check import TABLE
    from reportgen.reports.check_text import check_lines

    console = terminal()
    for line in check_lines(checked.view, lang):
        say(console, line)
    if checked.problems:
        say(console, "")
        print_problems(checked.problems, lang, console, limit=None)
    say(console, "")
    report = checked.report
    say(console, lang("Read: {people} people, {ratings} ratings, cycle {cycle}.",
                      people=len(report.people), ratings=checked.ratings, cycle=report.cycle.name or "—"))  # fmt: skip
    if refused:
        say(console, lang("The list of problems was not written: {reason}", reason=refused))
    where = lang("see {file}", file=output / TABLE) if checked.written else ""
    say(console, counted(checked.problems, lang, where))


def print_recalibration(outcome: "Recalibrated", job: "Job", decision: "Decision") -> None:
    """What the votes would change or an adoption changed, the problems of the votes, and what to do next."""
    from reportgen.reports.recalibration_lines import next_lines, recalibration_lines

    console, lang = terminal(), job.lang
    print_problems(outcome.of_votes, lang, console)
    say_opened(outcome.opened, lang, console)
    say(console, "")
    for line in recalibration_lines(outcome.recalibration, outcome.assessment.model, lang):
        say(console, line)
    say(console, lang("The reports are in {folder}.", folder=folder_text(job.output / "recalibration")))
    adopted = outcome.standards if decision.adopt else None
    for line in next_lines(outcome.recalibration, adopted, folder_text(job.source), lang, missing=outcome.missing):
        say(console, line)
    others = len(outcome.problems) - len(outcome.of_votes)
    more = lang("{n} problems of other workbooks: make check lists them.", n=others) if others else ""
    own = counted(outcome.of_votes, lang, "") if outcome.of_votes or not others else lang("No problems with the votes.")
    for part in (own, more):
        if part:
            say(console, part)


def counted(problems: Sequence["Found"], lang: Language, where: str) -> str:
    """The last line: how many problems, where to look."""
    from reportgen.problems import errors, warnings

    n_errors, n_warnings = len(errors(problems)), len(warnings(problems))
    if not problems:
        return lang("No problems.")
    text = (
        N_("{errors} errors (values left out), {warnings} warnings")
        if n_errors
        else N_("No errors, {warnings} warnings")
    )
    counts = lang(text, errors=n_errors, warnings=n_warnings)
    return f"{counts}{'：' if lang.code == 'zh' and where else ': ' if where else ''}{where}"


def changed(changes: "Changes", lang: Language, page: Path) -> list[str]:
    """What changed since the previous reports, which of them to hand out again, and where that is told; nothing the first time."""
    from reportgen.reports.changes_text import summary, to_hand_out

    if changes.state == "first":
        return []
    said = summary(changes, lang)
    if changes.nothing:
        return [said]
    return [line for line in (said, to_hand_out(changes, lang), lang("Details: {file}", file=page)) if line]


def remade(made: int, unchanged: int, lang: Language) -> str:
    """How much was made anew, and how much lay there already."""
    if not made:
        return lang("No document had to be made anew: nothing that they hang on changed.")
    return lang("{made} documents were made anew; the other {unchanged} stay as they are: nothing that they hang on changed.", made=made, unchanged=unchanged)  # fmt: skip


def to_ask(n: int, lang: Language, page: Path) -> list[str]:
    """How many raters should be asked about their ratings, and where that is told."""
    if not n:
        return []
    said = lang.plural("The ratings of {n} rater are worth a question: see {file}", "The ratings of {n} raters are worth a question: see {file}", n, file=page)  # fmt: skip
    return [said]


@contextmanager
def progress(lang: Language) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
    """Progress on the error stream; nothing moves when that is not a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = terminal(err=True)
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        reading = bar.add_task(lang("Reading workbooks"), total=None, rate="")
        rendering = bar.add_task(lang("Making reports"), total=None, visible=False, rate="")
        already: list[int] = []  # documents that lay there, which says nothing about the speed

        def on_file(_: str) -> None:
            ctrl_c.heed()
            bar.advance(reading)

        def on_report(n: int, of: int) -> None:
            ctrl_c.heed()
            bar.update(reading, visible=False)
            if not already:
                already.append(n)
                bar.reset(rendering, total=of, visible=True)
            passed = bar.tasks[rendering].elapsed or 0
            rate = lang("{n}/s", n=f"{(n - already[0]) / passed:.1f}") if passed > 1 and n > already[0] else ""
            bar.update(rendering, visible=True, total=of, completed=n, rate=rate)

        yield on_file, on_report


@contextmanager
def counting(lang: Language, what: str) -> Iterator[Callable[[int, int], None]]:
    """A count of things done on the error stream, from the first one on: until then something may be asked. Nothing moves
    when that is not a terminal.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = terminal(err=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task(lang(what), total=None)

    def on_done(n: int, of: int) -> None:
        ctrl_c.heed()
        bar.start()
        bar.update(task, total=of, completed=n)

    try:
        yield on_done
    finally:
        bar.stop()
