"""What a command needs before it starts: folders, settings, language, font."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.language import N_, Language, language
from reportgen.screen import Fail, fail_faults, failing, folder_text, say, terminal

if TYPE_CHECKING:
    from reportgen.pipeline.job import Job
    from reportgen.reports.fonts import Font
    from reportgen.settings import Settings

INPUT, SAMPLES = Path("input"), Path("input_samples")


def prepared_job(
    source: Path | None, output: Path, lang_code: str | None, *, archive: bool, quiet: bool = False,
    previous: Path | None = None, compare: bool = True, reissue: tuple[str, ...] = (),
) -> "Job":  # fmt: skip
    """Settle folders, settings and language, and say first which folder is read. What cannot be used ends the command."""
    from reportgen.pipeline.job import Job
    from reportgen.workbooks.opening.files import has_workbook

    lang = language(lang_code or "zh")
    with failing(lang):
        chosen = source or (INPUT if has_workbook(INPUT) else SAMPLES)
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(chosen):
            pass  # a folder that may not be read is named as such, and not by its settings
        settings = _settings(chosen, lang)
        if lang_code is None:
            lang = language(settings.report.language)
    if not quiet:
        say(terminal(), lang("Reading {folder}", folder=folder_text(chosen)))
    with failing(lang):
        _check_folders(chosen, output, lang)
    if settings.report.sample and source is None and not quiet:
        say(
            terminal(),
            lang("(samples; put your own workbooks into {folder} and run again)", folder=folder_text(INPUT)),
        )
    if previous is None and settings.cycle is not None and settings.cycle.previous is not None and compare:
        previous = chosen / settings.cycle.previous
    return Job(chosen, output, settings, lang, archive, previous, compare, reissue)


def _settings(folder: Path, lang: Language) -> "Settings":
    from reportgen.settings import SettingsError, load_settings

    try:
        return load_settings(folder)
    except SettingsError as error:
        fail_faults(lang, N_("{file} cannot be used:"), error.path, error.faults)


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


def prepared_font(lang: Language) -> "Font":
    """The Chinese font that pages are set in; without one the command ends."""
    from reportgen.reports.fonts import find_font

    font = find_font()
    if font is None:
        raise Fail(lang("There is no Chinese font on this machine. Run: reportgen doctor"))
    return font


def prepared_page_font(font: "Font", lang: Language) -> None:
    """See that there is what pages are set in. Making it on a machine's first run takes seconds, and is said."""
    from reportgen.reports.page_font import is_made, ready

    if not is_made(font):
        say(terminal(), lang("Preparing the font of the reports, once on this computer …"))
        ready(font)
