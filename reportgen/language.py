"""Languages of the product: Chinese by default, English with one option.

Texts stand in the code in English and are looked up in `locale/<code>/LC_MESSAGES/reportgen.mo`;
`make translations` collects them and compiles the catalogue.
"""

import gettext
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, Self

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = ("zh", "en")

LanguageCode = Literal["zh", "en"]


def N_(text: str) -> str:  # noqa: N802 (gettext's own name for "mark, translate later")
    """Mark a text for translation where it is defined; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Language:
    """A language: `lang("Text with {name}", name=…)` gives the text in it."""

    code: str
    catalogue: gettext.NullTranslations = field(repr=False, compare=False)

    def __reduce__(self) -> tuple[Callable[[str], "Language"], tuple[str]]:
        """Sent to another process, a language is its code: the catalogue lies there as well."""
        return language, (self.code,)

    def __call__(self, text: str, /, **values: object) -> str:
        translated = self.catalogue.gettext(text)
        return translated.format(**values) if values else translated

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The form for `n`, which is also the value of `{n}`."""
        return self.catalogue.ngettext(one, many, n).format(n=n, **values)

    @property
    def html_lang(self) -> str:
        """BCP 47 tag: without the region a fallback font may pick Japanese shapes."""
        return "zh-CN" if self.code == "zh" else "en"

    def listing(self, items: list[str] | tuple[str, ...]) -> str:
        """Items one after another, with this language's separator."""
        return ("、" if self.code == "zh" else ", ").join(items)


@cache
def language(code: str) -> Language:
    """The language `code` (one of LANGUAGES); raises `ValueError` otherwise."""
    if code not in LANGUAGES:
        raise ValueError(code)
    if code == "en":
        return Language(code, gettext.NullTranslations())
    return Language(code, gettext.translation("reportgen", LOCALE_DIR, languages=[code]))


class Said(str):
    """An English sentence that can be told in another language: its text with places for values, and these."""

    __slots__ = ("text", "values")

    text: str
    values: dict[str, object]

    def __new__(cls, text: str, /, **values: object) -> Self:
        made = super().__new__(cls, text.format(**values) if values else text)
        made.text, made.values = text, values
        return made

    def told(self, lang: Language) -> str:
        """The sentence in `lang`."""
        return lang(self.text, **{n: v.told(lang) if isinstance(v, Said) else v for n, v in self.values.items()})


def told(text: str, lang: Language) -> str:
    """A sentence in `lang`, if it can be told in it."""
    return text.told(lang) if isinstance(text, Said) else text
