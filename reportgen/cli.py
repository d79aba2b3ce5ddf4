"""Commands and options. With `screen` the only place that prints and that turns errors into exit codes.

0: no errors. 1: done, but input values were left out. 2: nothing could be made, or wrong usage. 130: stopped by Ctrl-C.
"""

import logging
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from reportgen import __version__
from reportgen.engine.processes import cores
from reportgen.language import LANGUAGES, Language, language
from reportgen.mail_command import mail
from reportgen.preparing import prepared_font, prepared_job, prepared_page_font
from reportgen.screen import (
    INTERRUPTED,
    Fail,
    changed,
    counted,
    ctrl_c,
    error_text,
    failing,
    folder_text,
    listen,
    nothing_text,
    print_check,
    print_problems,
    print_recalibration,
    progress,
    remade,
    say,
    say_open,
    say_opened,
    stopped,
    terminal,
    to_ask,
)  # fmt: skip
from reportgen.watch_command import watch

OUTPUT = Path("output")
HANDBOOK, CHARTS = Path("handbook.pdf"), Path("charts")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reportgen")
def cli() -> None:
    """Turn a folder of rating workbooks into competency reports."""


_lang_option = click.option(
    "--lang", "lang_code", type=click.Choice(LANGUAGES), help="Language of reports and messages (default: zh)."
)
_input_argument = click.argument(
    "source", metavar="[INPUT]", required=False, type=click.Path(path_type=Path, readable=False)
)


@cli.command()
@_input_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path, readable=False),
    default=OUTPUT,
    help="Folder to write to (default: output).",
)
@_lang_option
@click.option("--archive", is_flag=True, help="Move the reports of another cycle to OUTPUT/archive/<cycle> first.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE",
    help="Compare with an earlier output folder, an archived one, or a results.xlsx (default: the last archived cycle).",
)
@click.option("--no-previous", "alone", is_flag=True, help="Compare with no earlier cycle.")
@click.option(
    "--reissue",
    multiple=True,
    metavar="WHO",
    help="Show the new values of WHO (id or name, or all) although few answers changed since the previous issue.",
)
@click.option(
    "--jobs",
    type=click.IntRange(0),
    envvar="REPORTGEN_JOBS",
    metavar="N",
    help="Processes that make the reports (default: one per core; 0: none beside this one).",
)
@click.option(
    "--scheduler",
    default="",
    envvar="REPORTGEN_SCHEDULER",
    metavar="ADDRESS",
    help="Make the reports on a Dask cluster instead: the address of its scheduler, such as tcp://host:8786, or local (see docs/scaling.md).",
)
@click.option("--force", is_flag=True, help="Make everything anew, also what did not change.")
def build(
    source: Path | None, output: Path, lang_code: str | None, previous: Path | None, reissue: tuple[str, ...],
    jobs: int | None, scheduler: str, *, archive: bool, alone: bool, force: bool,
) -> None:  # fmt: skip
    """Read the workbooks in INPUT and write all reports.

    INPUT defaults to the folder `input`, as soon as it holds a workbook, and to `input_samples` until then.
    """
    if previous is not None and alone:
        raise click.UsageError("--previous and --no-previous contradict each other.")
    job = prepared_job(
        source, output, lang_code, archive=archive, previous=previous, compare=not alone, reissue=reissue
    )
    job = replace(job, jobs=cores() if jobs is None else jobs, scheduler=scheduler, force=force)
    lang = job.lang
    font = prepared_font(lang)
    prepared_page_font(font, lang)
    from reportgen.pipeline import build as building
    from reportgen.pipeline.changed import CHANGES_PAGE
    from reportgen.pipeline.check import PAGE
    from reportgen.reports.exports import WhoError

    with failing(lang), progress(lang) as (on_file, on_report):
        try:
            outcome = building.build(job, font, on_file=on_file, on_report=on_report)
        except WhoError as error:
            raise Fail(lang(error.reason, **error.values)) from error
    console = terminal()
    print_problems(outcome.problems, lang, console)
    for name in outcome.kept:
        say(console, lang("Kept from an earlier build, because the roster has errors: {name}", name=name))
    say_opened(outcome.opened, lang, console)
    say(console, "")
    for sentence in outcome.compared:
        say(console, sentence)
    if outcome.unsent:
        say(console, lang("{n} mails of the cycle before were written but never sent.", n=outcome.unsent))
    say_open(job.settings.anonymity.minimum, lang, console)
    say(
        console,
        lang("{people} reports on people and {grades} on grades are in {folder} (start with {index}).",
             people=outcome.people, grades=outcome.grades, folder=folder_text(output), index=output / building.INDEX),
    )  # fmt: skip
    if outcome.unchanged:
        say(console, remade(outcome.made, outcome.unchanged, lang))
    lines = changed(outcome.changes, lang, output / CHANGES_PAGE)
    for line in [*lines, *to_ask(outcome.to_ask, lang, output / PAGE)]:
        say(console, line)
    if outcome.to_decide:
        say(
            console,
            lang("The experts' votes would change required levels: make recalibration shows whom that affects."),
        )
    say(console, counted(outcome.problems, lang, lang("see {file}", file=output / building.PROBLEMS)))
    sys.exit(1 if outcome.failed else 0)


@cli.command()
@_input_argument
@click.option(
    "--output", type=click.Path(path_type=Path), default=OUTPUT, help="Folder of the reports (default: output)."
)
@_lang_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, and nothing else (see docs/check.md).")
def check(source: Path | None, output: Path, lang_code: str | None, *, as_json: bool) -> None:
    """Say what the workbooks in INPUT were taken for and which issues to fix, without making reports.

    The list of problems is written to OUTPUT/problems.xlsx, the whole check to OUTPUT/data/admin.html.
    """
    job = prepared_job(source, output, lang_code, archive=False, quiet=as_json)
    lang = job.lang
    from reportgen.pipeline import check as checking
    from reportgen.problems import errors

    with failing(lang), progress(lang) as (on_file, _):
        checked = checking.check(job, on_file)
    refused = error_text(checked.refused, lang) if checked.refused else ""
    if as_json:
        click.echo(checking.json_text(job, checked, refused))
    elif checked.report.files:
        print_check(checked, refused, output, lang)
        say_open(job.settings.anonymity.minimum, lang, terminal())
        say_opened(checked.opened, lang, terminal())
    if checked.nothing is not None:
        raise Fail(nothing_text(checked.nothing, lang))
    sys.exit(1 if errors(checked.problems) else 0)


@cli.command()
@_input_argument
@click.option(
    "--output", type=click.Path(path_type=Path, readable=False), default=OUTPUT,
    help="Folder to write to (default: output).",
)  # fmt: skip
@_lang_option
@click.option("--adopt", is_flag=True, help="Adopt the levels voted: write the workbook that puts them in force.")
@click.option(
    "--except", "exceptions", multiple=True, metavar="GRADE/COMPETENCY=LEVEL:REASON",
    help="Another level than the one voted; without =LEVEL the level before stays. May be given several times.",
)  # fmt: skip
@click.option(
    "--again",
    default="",
    metavar="CYCLE|NUMBER",
    help="Instead of the votes, the levels of an earlier adoption, by its cycle or number (0: those before the first).",
)
@click.option(
    "--effective",
    type=click.DateTime(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"]),
    metavar="DATE",
    help="First day of the new levels (default: the cycle's end).",
)
@click.option(
    "--anyway", default="", metavar="REASON", help="Adopt in spite of what speaks against it; the reason is recorded."
)
def recalibrate(
    source: Path | None, output: Path, lang_code: str | None, exceptions: tuple[str, ...], again: str,
    effective: datetime | None, anyway: str, *, adopt: bool,
) -> None:  # fmt: skip
    """Show what the experts' votes in INPUT would change and whom it affects; with --adopt, adopt it."""
    if again and exceptions:
        raise click.UsageError("--again and --except contradict each other.")
    if (effective or anyway) and not adopt:
        raise click.UsageError("--effective and --anyway are for --adopt.")
    job = prepared_job(source, output, lang_code, archive=False)
    lang = job.lang
    font = prepared_font(lang)
    from reportgen.model.recalibration import AdoptionError
    from reportgen.pipeline import recalibrating
    from reportgen.problems import filled

    decision = recalibrating.Decision(adopt, exceptions, again, effective.date() if effective else None, anyway)
    with failing(lang), progress(lang) as (on_file, on_report):
        try:
            outcome = recalibrating.recalibrate(job, decision, font, on_file=on_file, on_report=on_report)
        except AdoptionError as error:
            raise Fail(filled(error.reason, error.values, lang)) from error
    print_recalibration(outcome, job, decision)
    sys.exit(1 if outcome.failed else 0)


@cli.command()
@click.argument("who", metavar="WHO")
@_input_argument
@click.option("--format", "kind", type=click.Choice(("png", "svg", "pdf")), default="png", help="Default: png.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, readable=False),
    default=CHARTS,
    help="Folder to write to (default: charts).",
)
@_lang_option
def chart(who: str, source: Path | None, kind: str, output: Path, lang_code: str | None) -> None:
    """Save the radars of WHO as pictures: a person's id or name, or a grade."""
    job = prepared_job(source, output, lang_code, archive=False)
    lang = job.lang
    font = prepared_font(lang)
    from reportgen.pipeline import handouts
    from reportgen.problems import errors
    from reportgen.reports.exports import WhoError

    with failing(lang), progress(lang) as (on_file, _):
        try:
            files, problems = handouts.charts(job, who, kind, font, on_file)
        except WhoError as error:
            raise Fail(lang(error.reason, **error.values)) from error
    console = terminal()
    for file in files:
        say(console, lang("Saved: {file}", file=file))
    say(console, counted(problems, lang, ""))
    sys.exit(1 if errors(problems) else 0)


@cli.command()
@click.argument("who", metavar="WHO")
@click.argument("competency", metavar="[COMPETENCY]", default="")
@click.option("--input", "source", type=click.Path(path_type=Path), help="Folder to read (default: input).")
@click.option("--json", "as_json", is_flag=True, help="Everything, for programs.")
@_lang_option
def explain(who: str, competency: str, source: Path | None, lang_code: str | None, *, as_json: bool) -> None:
    """Say where the numbers of WHO come from, down to the cells: a person's id or name; for all about one, add the
    competency.
    """
    job = prepared_job(source, OUTPUT, lang_code, archive=False, quiet=as_json)
    lang = job.lang
    from reportgen.pipeline import explaining
    from reportgen.reports.exports import WhoError

    with failing(lang), progress(lang) as (on_file, _):
        try:
            text, problems = explaining.explain(job, who, competency, on_file, as_json=as_json)
        except WhoError as error:
            raise Fail(lang(error.reason, **error.values)) from error
    click.echo(text)
    if not as_json:
        click.echo()
        say(terminal(), counted(problems, lang, ""))


@cli.command()
@click.option(
    "--output", type=click.Path(path_type=Path, readable=False), help="File to write (default: handbook.pdf)."
)
@click.option("--organisation", default="", help="Name to stand on its pages.")
@_lang_option
def handbook(output: Path | None, organisation: str, lang_code: str | None) -> None:
    """Write the competency model as a handbook (PDF) to print and hand out."""
    lang = language(lang_code or "zh")
    font = prepared_font(lang)
    from reportgen.pipeline import handouts

    with failing(lang):
        target = output or HANDBOOK
        handouts.handbook(target, organisation, lang, font)
    say(terminal(), lang("The handbook is {file}.", file=target))


@cli.command()
@_lang_option
def doctor(lang_code: str | None) -> None:
    """Say what this machine lacks, and how to get it."""
    lang = language(lang_code or "zh")
    console = terminal()
    from reportgen import machine

    needs = machine.checks()
    for need in needs:
        mark = lang("present") if need.present else lang("MISSING")
        why = need.why_zh if lang.code == "zh" else need.why_en
        say(console, f"{mark:<8} {need.name}  ({why})")
    missing = machine.missing_needs(needs)
    if missing:
        say(console, lang("Run this line:"))
        say(console, f"  {machine.install_line(missing, machine.package_manager())}")
        sys.exit(2)
    with failing(lang):
        say(console, _trial_page(lang))
    say(console, lang("Everything is there; a trial page came out clean."))


cli.add_command(mail)
cli.add_command(watch)


def main() -> None:
    """Entry point: streams that take every character, Ctrl-C as a calm end."""
    listen()
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it warns of a home folder that is read-only
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(cli.main(standalone_mode=False, prog_name="reportgen"))
    except (KeyboardInterrupt, click.Abort):
        _stop()
    except Exception as error:
        if ctrl_c.asked:  # then it is what a library made of Ctrl-C
            _stop()
        if not isinstance(error, click.ClickException):
            raise
        error.show()
        sys.exit(error.exit_code)


def _stop() -> NoReturn:
    stopped()
    sys.exit(INTERRUPTED)


def _trial_page(lang: Language) -> str:
    """Make a page as reports are made; gives a line about the font that it is set in."""
    from reportgen.reports.page_font import page_font
    from reportgen.reports.pdf import pdf

    installed = prepared_font(lang)
    prepared_page_font(installed, lang)
    font = page_font(installed)
    families = ", ".join(f'"{name}"' for name in font.families)
    pdf("<html lang='zh-CN'><p>报告 <b>能力素质</b> 0–6", {}, f"html {{ font-family: {families} }}")
    name = font.installed.family
    if not font.family:
        return lang("No small font could be made from {name} ({fault}): reports look the same, but their files become larger and take longer to make.", name=name, fault=font.fault)  # fmt: skip
    return lang(
        "The font of the reports is ready: made from {name}, {size} MB.", name=name, size=f"{font.size / 1e6:.1f}"
    )


if __name__ == "__main__":
    main()
