"""Commands and options. The only place that prints and that turns errors into exit codes.

0: no errors. 1: done, but input values were left out. 2: nothing could be made, or wrong usage. 130: stopped by Ctrl-C.
"""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from reportgen import __version__
from reportgen.language import LANGUAGES, N_, Language, language

if TYPE_CHECKING:
    from rich.console import Console

    from reportgen.pipeline import Job
    from reportgen.problems import Problem
    from reportgen.reports.fonts import Font
    from reportgen.settings import Settings

INPUT, SAMPLES, OUTPUT = Path("input"), Path("input_samples"), Path("output")
HANDBOOK, CHARTS = Path("handbook.pdf"), Path("charts")
SHOWN_PROBLEMS = 20


class Fail(click.ClickException):
    """Ends a command: nothing could be made."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401, ARG002 (click's signature)
        click.echo(self.message, err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reportgen")
def cli() -> None:
    """Turn a folder of rating workbooks into competency reports."""


_lang_option = click.option(
    "--lang", "lang_code", type=click.Choice(LANGUAGES), help="Language of reports and messages (default: zh)."
)
_input_argument = click.argument("source", metavar="[INPUT]", required=False, type=click.Path(path_type=Path))


@cli.command()
@_input_argument
@click.option("--output", type=click.Path(path_type=Path), default=OUTPUT, help="Folder to write to (default: output).")
@_lang_option
@click.option("--archive", is_flag=True, help="Move the reports of another cycle to OUTPUT/archive/<cycle> first.")
def build(source: Path | None, output: Path, lang_code: str | None, *, archive: bool) -> None:
    """Read the workbooks in INPUT and write all reports.

    INPUT defaults to the folder `input`, as soon as it holds a workbook, and to `input_samples` until then.
    """
    job = _job(source, output, lang_code, archive=archive)
    lang = job.lang
    font = _font(lang)
    from reportgen import pipeline
    from reportgen.outputs.folder import OutputError

    with _failing(lang), _progress(lang) as (on_file, on_report):
        try:
            outcome = pipeline.build(job, font, on_file=on_file, on_report=on_report)
        except OutputError as error:
            raise Fail(lang(error.reason, **{k: _translated(v, lang) for k, v in error.values.items()})) from error
    console = _console()
    _print_problems(outcome.problems, lang, console)
    for name in outcome.kept:
        _say(console, lang("Kept from an earlier build, because the roster has errors: {name}", name=name))
    _say(console, "")
    _say(
        console,
        lang("{people} reports on people and {grades} on grades are in {folder} (start with {index}).",
             people=outcome.people, grades=outcome.grades, folder=_folder(output), index=output / pipeline.INDEX),
    )  # fmt: skip
    _say(console, _counted(outcome.problems, lang, lang("see {file}", file=output / "data" / "problems.csv")))
    sys.exit(1 if outcome.failed else 0)


@cli.command()
@_input_argument
@_lang_option
def check(source: Path | None, lang_code: str | None) -> None:
    """Read the workbooks in INPUT and list problems, without making reports."""
    job = _job(source, OUTPUT, lang_code, archive=False)
    lang = job.lang
    from reportgen import pipeline
    from reportgen.problems import errors

    with _failing(lang), _progress(lang) as (on_file, _):
        assessment = pipeline.read(job, on_file)
    console = _console()
    _print_problems(assessment.problems, lang, console, limit=None)
    _say(console, "")
    ratings = len(assessment.ratings)
    _say(console, lang("Read: {people} people, {ratings} ratings, cycle {cycle}.",
                       people=len(assessment.people), ratings=ratings, cycle=assessment.cycle.name or "—"))  # fmt: skip
    _say(console, _counted(assessment.problems, lang, ""))
    sys.exit(1 if errors(assessment.problems) else 0)


@cli.command()
@click.argument("who", metavar="WHO")
@_input_argument
@click.option("--format", "kind", type=click.Choice(("png", "svg", "pdf")), default="png", help="Default: png.")
@click.option("--output", type=click.Path(path_type=Path), default=CHARTS, help="Folder to write to (default: charts).")
@_lang_option
def chart(who: str, source: Path | None, kind: str, output: Path, lang_code: str | None) -> None:
    """Save the radars of WHO as pictures: a person's id or name, or a grade."""
    job = _job(source, output, lang_code, archive=False)
    lang = job.lang
    font = _font(lang)
    from reportgen import pipeline
    from reportgen.outputs.folder import OutputError
    from reportgen.problems import errors
    from reportgen.reports.exports import WhoError

    with _failing(lang), _progress(lang) as (on_file, _):
        try:
            files, problems = pipeline.charts(job, who, kind, font, on_file)
        except (OutputError, WhoError) as error:
            raise Fail(lang(error.reason, **error.values)) from error
    console = _console()
    for file in files:
        _say(console, lang("Saved: {file}", file=file))
    _say(console, _counted(problems, lang, ""))
    sys.exit(1 if errors(problems) else 0)


@cli.command()
@click.option("--output", type=click.Path(path_type=Path), help="File to write (default: handbook.pdf).")
@click.option("--organisation", default="", help="Name to stand on its pages.")
@_lang_option
def handbook(output: Path | None, organisation: str, lang_code: str | None) -> None:
    """Write the competency model as a handbook (PDF) to print and hand out."""
    lang = language(lang_code or "zh")
    font = _font(lang)
    from reportgen import pipeline

    with _failing(lang):
        target = output or HANDBOOK
        pipeline.handbook(target, organisation, lang, font)
    _say(_console(), lang("The handbook is {file}.", file=target))


@cli.command()
@_lang_option
def doctor(lang_code: str | None) -> None:
    """Say what this machine lacks, and how to get it."""
    lang = language(lang_code or "zh")
    console = _console()
    from reportgen import machine

    needs = machine.checks()
    for need in needs:
        mark = lang("present") if need.present else lang("MISSING")
        why = need.why_zh if lang.code == "zh" else need.why_en
        _say(console, f"{mark:<8} {need.name}  ({why})")
    missing = machine.missing_needs(needs)
    if missing:
        _say(console, lang("Run this line:"))
        _say(console, f"  {machine.install_line(missing, machine.package_manager())}")
        sys.exit(2)
    with _failing(lang):
        _trial_page(lang)
    _say(console, lang("Everything is there; a trial page came out clean."))


class _CtrlC:
    """Ctrl-C as an exception, and remembered: a library's callback from C swallows the exception when it comes there."""

    asked = False

    def __call__(self, *_: object) -> None:
        self.asked = True
        raise KeyboardInterrupt

    def heed(self) -> None:
        """Stop if that was asked for."""
        if self.asked:
            raise KeyboardInterrupt


_ctrl_c = _CtrlC()


def main() -> None:
    """Entry point: streams that take every character, Ctrl-C as a calm end."""
    signal.signal(signal.SIGINT, _ctrl_c)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(cli.main(standalone_mode=False, prog_name="reportgen"))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\n已停止；已写好的报告是完整的，再运行一次即可继续。 / Stopped; reports already written are whole. Run again to go on.", err=True)  # fmt: skip
        sys.exit(130)


# ---- preparing


def _job(source: Path | None, output: Path, lang_code: str | None, *, archive: bool) -> "Job":
    """Settle folders, settings and language, and say first which folder is read."""
    from reportgen.pipeline import Job
    from reportgen.workbooks.opening.files import has_workbook

    lang = language(lang_code or "zh")
    with _failing(lang):
        chosen = source or (INPUT if has_workbook(INPUT) else SAMPLES)
        settings = _settings(chosen, lang)
        if lang_code is None:
            lang = language(settings.report.language)
    _say(_console(), lang("Reading {folder}", folder=_folder(chosen)))
    _check_folders(chosen, output, lang)
    if settings.report.sample and source is None:
        _say(_console(), lang("(samples; put your own workbooks into {folder} and run again)", folder=_folder(INPUT)))
    return Job(chosen, output, settings, lang, archive)


def _settings(folder: Path, lang: Language) -> "Settings":
    from reportgen.settings import SettingsError, load_settings

    try:
        return load_settings(folder)
    except SettingsError as error:
        _fail_faults(lang, N_("{file} cannot be used:"), error.path, error.faults)


def _fail_faults(lang: Language, text: str, file: object, faults: Sequence[tuple[str, str]]) -> NoReturn:
    lines = "\n".join(f"  {place}: {what}" if place else f"  {what}" for place, what in faults)
    raise Fail(f"{lang(text, file=file)}\n{lines}")


def _check_folders(source: Path, output: Path, lang: Language) -> None:
    if not source.exists():
        raise Fail(lang("The folder {folder} does not exist. Give the folder that holds the workbooks.", folder=source))
    if not source.is_dir():
        raise Fail(lang("{folder} is not a folder. Give the folder that holds the workbooks.", folder=source))
    inside, target = source.resolve(), output.resolve()
    if target == inside or target in inside.parents:
        raise Fail(
            lang(
                "The output folder {output} must not be or contain the input folder {source}.",
                output=output,
                source=source,
            )
        )


def _font(lang: Language) -> "Font":
    from reportgen.reports.fonts import find_font

    font = find_font()
    if font is None:
        raise Fail(lang("There is no Chinese font on this machine. Run: reportgen doctor"))
    return font


def _trial_page(lang: Language) -> None:
    from reportgen.reports.pdf import pdf

    family = _font(lang).family
    pdf("<html lang='zh-CN'><p>报告 <b>能力素质</b> 0–6", {}, f'html {{ font-family: "{family}" }}')


@contextmanager
def _failing(lang: Language) -> Iterator[None]:
    """Turns what the rooms raise into a sentence and exit code 2."""
    from reportgen.model.load import ModelError
    from reportgen.pipeline import NothingToDoError
    from reportgen.reports.pdf import RenderError
    from reportgen.settings import SettingsError

    try:
        yield
    except SettingsError as error:
        _fail_faults(lang, N_("{file} cannot be used:"), error.path, error.faults)
    except ModelError as error:
        _fail_faults(lang, N_("The model {file} cannot be used:"), error.name, error.faults)
    except NothingToDoError as error:
        _print_problems(error.problems, lang, _console())
        text = (
            N_("No roster was found, so nothing can be reported: a sheet with the columns 工号, 姓名, 级别 is needed.")
            if error.files_read
            else N_("There is no workbook (.xlsx) in the folder. Put the roster and the ratings there.")
        )
        raise Fail(lang(text)) from error
    except RenderError as error:
        raise Fail(lang("A trial page could not be made: {reason}", reason=error)) from error
    except OSError as error:
        raise Fail(
            lang("{file}: {reason}.", file=error.filename or "", reason=error.strerror or type(error).__name__)
        ) from error


# ---- printing


def _console(*, err: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=err, highlight=False, soft_wrap=True)


def _say(console: "Console", text: str) -> None:
    console.print(text, markup=False)


def _folder(path: Path) -> str:
    return f"{path}/" if not str(path).endswith("/") else str(path)


def _translated(value: object, lang: Language) -> object:
    return lang(value) if isinstance(value, str) and value else value


def _print_problems(
    problems: Sequence["Problem"], lang: Language, console: "Console", limit: int | None = SHOWN_PROBLEMS
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
        _say(console, f"    {found.message(lang)}")
    if limit is not None and len(shown) > limit:
        _say(console, lang("… and {n} more.", n=len(shown) - limit))


def _counted(problems: Sequence["Problem"], lang: Language, where: str) -> str:
    """The last line: how many problems, where to look."""
    from reportgen.problems import errors, warnings

    n_errors, n_warnings = len(errors(problems)), len(warnings(problems))
    if not problems:
        return lang("No problems.")
    counts = lang("{errors} errors (values left out), {warnings} warnings", errors=n_errors, warnings=n_warnings)
    return f"{counts}{'：' if lang.code == 'zh' and where else ': ' if where else ''}{where}"


@contextmanager
def _progress(lang: Language) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
    """Progress on the error stream; nothing moves when that is not a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = _console(err=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        reading = bar.add_task(lang("Reading workbooks"), total=None)
        rendering = bar.add_task(lang("Making reports"), total=None, visible=False)

        def on_file(_: str) -> None:
            _ctrl_c.heed()
            bar.advance(reading)

        def on_report(n: int, of: int) -> None:
            _ctrl_c.heed()
            bar.update(reading, visible=False)
            bar.update(rendering, visible=True, total=of, completed=n)

        yield on_file, on_report


if __name__ == "__main__":
    main()
