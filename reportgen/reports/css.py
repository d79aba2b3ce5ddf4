"""Style sheets: read once, custom properties put in, so that pages and charts share one set of tokens."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
_USE = re.compile(r"var\(--([\w-]+)\)")


def template_folder() -> Path:
    """The templates: beside the package in a checkout, inside it when installed."""
    installed = Path(__file__).parent.parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parent.parent.parent / "templates"


@cache
def tokens(family: str, accent: str = "") -> dict[str, str]:
    """Name -> value of every token, with the font family and the accent colour in force."""
    text = (template_folder() / "css" / "tokens.css").read_text(encoding="utf-8")
    return (
        {name: value.strip() for name, value in _TOKEN.findall(text)}
        | {"font": f'"{family}"'}
        | ({"accent": accent} if accent else {})
    )


@cache
def stylesheet(names: Sequence[str], family: str, accent: str = "") -> str:
    """The style sheets `names`, one after another, with every token replaced by its value.

    Raises `KeyError` for a token that does not exist.
    """
    known = tokens(family, accent)
    texts = [(template_folder() / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names]
    return _USE.sub(lambda match: known[match.group(1)], "\n".join(texts))
