"""The command `mail`: drafts to look at, sending them, and what became of them."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from reportgen.language import LANGUAGES, N_, Language
from reportgen.preparing import prepared_font, prepared_job
from reportgen.screen import Fail, counting, failing, folder_text, say, terminal

if TYPE_CHECKING:
    from reportgen.model.mail import Audience, State
    from reportgen.pipeline.job import Job
    from reportgen.pipeline.mailing import Wish

STATUS: Final = "status"
PASSWORD: Final = "REPORTGEN_MAIL_PASSWORD"  # noqa: S105 (the name of a variable)
PASSWORD_COMMAND: Final = "REPORTGEN_MAIL_PASSWORD_COMMAND"  # noqa: S105 (likewise)
COMMAND_SECONDS: Final = 60


@click.command()
@click.argument("words", metavar="[status] [OUTPUT]", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--input",
    "source",
    type=click.Path(path_type=Path),
    help="Folder the reports were made from, with its reportgen.toml (default: input).",
)
@click.option("--lang", "lang_code", type=click.Choice(LANGUAGES), help="Language of mails and messages (default: zh).")
@click.option(
    "--to",
    "audience",
    type=click.Choice(("managers", "people")),
    help="Who gets mail: managers their people's reports (default), or people their own.",
)
@click.option(
    "--encrypt", is_flag=True, help="Lock the attached PDFs (AES-256), a password per recipient: OUTPUT/passwords.xlsx."
)
@click.option(
    "--passwords",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take the passwords from this workbook (columns 邮箱, 密码), and lock the PDFs.",
)
@click.option(
    "--resend",
    multiple=True,
    metavar="WHO",
    help="Plan again what WHO was sent (a mail's number, an address, a name, a person's id).",
)
@click.option(
    "--moved",
    multiple=True,
    metavar="ID",
    help="Mail the report of ID (or all) to the new recipient although another one got it in this cycle.",
)
@click.option(
    "--arrived", multiple=True, type=int, metavar="NUMBER", help="Note that mail NUMBER, of unknown fate, has arrived."
)
@click.option(
    "--new-ledger",
    "anew",
    is_flag=True,
    help="Mail what this computer mailed before although the ledger here does not know of it.",
)
@click.option("--send", is_flag=True, help="Send the drafts in the outbox.")
@click.option("--yes", type=int, metavar="N", help="Confirm that N mails are to be sent, instead of typing it.")
@click.option(
    "--password-command",
    envvar=PASSWORD_COMMAND,
    metavar="COMMAND",
    help=f"What prints the mail password (or set {PASSWORD}).",
)
def mail(
    words: tuple[Path, ...], source: Path | None, lang_code: str | None, audience: "Audience | None", passwords: Path | None, resend: tuple[str, ...],
    moved: tuple[str, ...], arrived: tuple[int, ...], yes: int | None, password_command: str | None, *, encrypt: bool, send: bool, anew: bool,
) -> None:  # fmt: skip
    """Write a mail per manager with their people's reports into OUTPUT/outbox (default: output); with --send, send them.

    `reportgen mail status` says what became of them.
    """
    asked, rest = (True, words[1:]) if words and str(words[0]) == STATUS else (False, words)
    if len(rest) > 1:
        raise click.UsageError("Give one output folder.")
    writing = bool(encrypt or passwords or resend or moved or anew)
    if (asked or send or arrived) and writing:
        raise click.UsageError(
            "--encrypt, --passwords, --resend, --moved and --new-ledger are for writing the drafts: give them first, look, then send."
        )
    if (asked and send) or (arrived and send) or (yes is not None and not send):
        raise click.UsageError("--send goes alone, or with --yes N.")
    output = rest[0] if rest else Path("output")
    job = prepared_job(source, output, lang_code, archive=False, quiet=True)
    if arrived:
        _arrived(job, arrived)
    if asked or arrived:
        _status(job)
        return
    if send:
        _send(job, audience, yes, password_command)
        return
    from reportgen.model.mail import MANAGERS
    from reportgen.pipeline.mailing import Wish

    _write(
        job, Wish(audience or MANAGERS, encrypt or passwords is not None, passwords, _each(resend), _each(moved), anew)
    )


def _each(given: tuple[str, ...]) -> tuple[str, ...]:
    """What an option was given, also when several stand in one: `1003、1004`."""
    return tuple(part.strip() for text in given for part in re.split("[,，;；、]", text) if part.strip())


@contextmanager
def _told(lang: Language) -> Iterator[None]:
    """Turns what speaks against mail into a sentence and exit code 2."""
    from reportgen.model.mail import MailError
    from reportgen.problems import filled

    with failing(lang):
        try:
            yield
        except MailError as error:
            raise Fail(filled(error.reason, error.values, lang)) from error


@contextmanager
def _stopping(lang: Language) -> Iterator[None]:
    """Says what Ctrl-C means for mails."""
    try:
        yield
    except KeyboardInterrupt:
        say(terminal(err=True), "\n" + lang("Sending was stopped. What has gone out is noted and does not go again; the other mails are still planned: see make mail-status, and send again to go on."))  # fmt: skip
        raise


def _write(job: "Job", wish: "Wish") -> None:
    from reportgen.pipeline.mail_keys import PASSWORD_LIST
    from reportgen.pipeline.mailing import FOLDER, write_outbox
    from reportgen.reports.mail_lines import outbox_lines

    family = prepared_font(job.lang).family
    with _told(job.lang), counting(job.lang, N_("Writing mails")) as on_mail:
        outbox = write_outbox(job, wish, family, on_mail)
    _recovered(outbox.recovered, job.lang)
    if outbox.dropped:
        say(terminal(), job.lang("{n} mails that were in the outbox before, and were not sent, are for others than these; they are no longer in it. To send both, send one outbox before the next is written.", n=outbox.dropped))  # fmt: skip
    for line in outbox_lines(outbox.facts, folder_text(job.output / FOLDER), job.lang, str(outbox.page)):
        say(terminal(), line)
    if outbox.facts.drafts and not wish.encrypt and (job.output / PASSWORD_LIST).exists():
        say(terminal(), job.lang("The reports are NOT locked this time, although there is {file}. To lock them: make mails ENCRYPT=1", file=PASSWORD_LIST))  # fmt: skip
    sys.exit(1 if outbox.failed else 0)


def _send(job: "Job", audience: "Audience | None", yes: int | None, password_command: str | None) -> None:
    from reportgen.pipeline.posting import post
    from reportgen.problems import filled
    from reportgen.reports.mail_lines import sent_lines

    lang, console = job.lang, terminal()
    with _told(lang), _stopping(lang), counting(lang, N_("Sending mails")) as on_mail:
        posted = post(
            job,
            lambda n: _confirmed(n, yes, lang),
            lambda: _password(password_command, lang),
            audience=audience,
            on_mail=on_mail,
            on_pause=lambda seconds, n: say(terminal(err=True), lang("It does not work at the moment: {n} mails are tried again in {seconds} seconds (Ctrl-C stops; run again to go on).", n=n, seconds=round(seconds))),
        )  # fmt: skip
    _recovered(posted.recovered, lang)
    for reason in dict.fromkeys(held.reason for held in posted.held):
        numbers = [str(held.entry.number) for held in posted.held if held.reason == reason]
        say(console, lang("Mail {number} is not sent: {reason}. Run make mails again and look at it.", number=lang.listing(numbers), reason=lang(reason)))  # fmt: skip
    if posted.stopped is not None:
        say(console, filled(posted.stopped.reason, posted.stopped.values, lang))
    if not posted.ready and not posted.held:
        say(console, lang("There is nothing to send. When reports have changed: make reports, then make mails."))
    for line in sent_lines(posted.entries, lang):
        say(console, line)
    sys.exit(1 if posted.failed else 0)


def _recovered(found: "Mapping[State, int]", lang: Language) -> None:
    """Say what a sending that broke off has left."""
    if found.get("unknown"):
        say(terminal(), lang("The last sending broke off; of {n} mails nobody knows whether they arrived. They are not sent again by themselves: see mail status.", n=found["unknown"]))  # fmt: skip
    if found.get("planned"):
        say(terminal(), lang("The last sending broke off before {n} mails were handed over; they are planned again.", n=found["planned"]))  # fmt: skip


def _status(job: "Job") -> None:
    from reportgen.pipeline.posting import status
    from reportgen.reports.mail_lines import status_lines

    with _told(job.lang):
        found = status(job.output)
    for line in status_lines(found.entries, job.lang, found.cycle):
        say(terminal(), line)


def _arrived(job: "Job", numbers: tuple[int, ...]) -> None:
    from reportgen.pipeline.posting import note_arrived

    with _told(job.lang):
        note_arrived(job.output, numbers)


def _confirmed(n: int, yes: int | None, lang: Language) -> bool:
    """Whether the operator has said how many mails go out. Anything but that number sends nothing."""
    from reportgen.reports.mail_lines import confirmation

    if yes is None and not sys.stdin.isatty():
        raise Fail(lang("{n} mails are ready. To send them, add --yes {n}.", n=n))
    typed = (
        str(yes)
        if yes is not None
        else click.prompt(confirmation(n, lang), prompt_suffix="", default="", show_default=False)
    )
    if typed.strip() != str(n):
        raise Fail(
            lang(
                "Nothing was sent: {n} mails are ready, and the number given is {typed}.",
                n=n,
                typed=typed.strip() or "—",
            )
        )
    return True


def _password(command: str | None, lang: Language) -> str:
    """The password of the mail account: from the environment, from a command, or typed in unseen."""
    if os.environ.get(PASSWORD):
        return os.environ[PASSWORD]
    if command:
        try:
            # Windows splits a command itself, and has backslashes in it
            done = subprocess.run(
                command if os.name == "nt" else shlex.split(command),
                capture_output=True,
                text=True,
                timeout=COMMAND_SECONDS,
                check=True,
            )
        except (OSError, ValueError, subprocess.SubprocessError):
            # neither what it printed is shown nor what it was given: they may be the password
            name = command.split()[0]
            raise Fail(lang("The command that gives the mail password failed: {command}", command=name)) from None
        secret = done.stdout.splitlines()[0] if done.stdout else ""
        if not secret:
            name = command.split()[0]
            raise Fail(lang("The command that gives the mail password failed: {command}", command=name))
        return secret
    if sys.stdin.isatty():
        return str(click.prompt(lang("Password of the mail account"), hide_input=True))
    raise Fail(lang("The mail password is missing: set {variable}, or give --password-command.", variable=PASSWORD))
