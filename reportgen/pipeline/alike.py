"""What must be the same wherever documents are made, so that the same bytes come out."""

import hashlib
import os
import sys
import threading
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from reportgen import machine
from reportgen.engine.cluster import PROGRAM
from reportgen.language import N_
from reportgen.pipeline.changed import PRINTING, package_digest
from reportgen.reports.documents import Press
from reportgen.reports.errors import RenderError
from reportgen.reports.pdf import pdf

_ONE: Final = threading.Lock()
_TRIAL: Final = "<html lang='zh-CN'><title>-</title><p>报告 <b>能力素质</b> 0–6 <i>A</i> “——”……①"


def alike(press: Press) -> Mapping[str, str]:
    """What decides the bytes of a document beside what it is made from: programs and fonts of this machine, and a small
    page, whose layout and compression show what versions do not. On a worker two threads may ask at the same time, and
    the layout is for one alone.
    """
    with _ONE:
        return _alike(press)


@cache
def _alike(press: Press) -> Mapping[str, str]:
    return {
        PROGRAM: package_digest(),
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        **{name: version(name) for name in PRINTING},
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        N_("the fonts of the reports"): _digest([press.font.regular, press.font.bold]),
        N_("installed fonts"): _installed(),
        N_("the look of a trial page"): _page(press),
    }


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def _installed() -> str:
    """Any of them may step in for a character that the font of the reports lacks."""
    found = {
        (name, Path(folder, name).stat().st_size)
        for top in machine.font_folders(sys.platform)
        for folder, _, names in os.walk(top)
        for name in names
        if name.lower().endswith((".ttf", ".otf", ".ttc", ".otc"))
    }
    return hashlib.sha256(repr(sorted(found)).encode("utf-8", "backslashreplace")).hexdigest()


def _page(press: Press) -> str:
    try:
        content = pdf(_TRIAL, {}, f"html {{ font-family: {press.tokens['font']} }}")
    except (RenderError, OSError) as error:
        content = str(error).encode()
    return hashlib.sha256(content).hexdigest()
