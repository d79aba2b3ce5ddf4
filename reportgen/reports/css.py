"""Style sheets: read once, custom properties put in, so that pages and charts share one set of tokens."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
_RULE = re.compile(r"([^{}]*)\{[^{}]*\}")
_USE = re.compile(r"var\(--([\w-]+)\)")


def template_folder() -> Path:
    """The templates: beside the package in a checkout, inside it when installed."""
    installed = Path(__file__).parent.parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parent.parent.parent / "templates"


@cache
def tokens(family: str | tuple[str, ...], accent: str = "") -> dict[str, str]:
    """Name -> value of every token, with the font family (or families, the first before the others) and the accent
    colour in force.
    """
    families = (family,) if isinstance(family, str) else family
    text = (template_folder() / "css" / "tokens.css").read_text(encoding="utf-8")
    return (
        {name: value.strip() for name, value in _TOKEN.findall(text)}
        | {"font": ", ".join(f'"{name}"' for name in families)}
        | ({"accent": accent} if accent else {})
    )


@cache
def stylesheet(names: Sequence[str], family: str | tuple[str, ...], accent: str = "", lang: str = "") -> str:
    """The style sheets `names`, one after another, with every token replaced by its value; for one language alone, by its
    code, without the rules for others.

    Raises `KeyError` for a token that does not exist.
    """
    known = tokens(family, accent)
    texts = [(template_folder() / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names]
    text = "\n".join(texts)
    if lang:
        text = _RULE.sub(lambda match: "" if _of_others(match[1], lang) else match[0], text)
    return _USE.sub(lambda match: known[match.group(1)], text)


def _of_others(selectors: str, lang: str) -> bool:
    """Whether a rule is for other languages alone."""
    return all(":lang(" in selector and f":lang({lang})" not in selector for selector in selectors.split(","))
