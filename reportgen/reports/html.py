"""Views into HTML. The only module that knows Jinja."""

from functools import cache

import jinja2

from reportgen.language import Language
from reportgen.reports.css import template_folder
from reportgen.reports.typography import typeset


@cache
def _environment(lang: Language) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["typeset"] = lambda text: typeset(str(text), lang.code)
    environment.install_gettext_translations(lang.catalogue, newstyle=True)  # type: ignore[attr-defined]
    return environment


def render(template: str, view: object, lang: Language, **assets: object) -> str:
    """A template filled with a view (as `view`) and assets; an undefined name raises `jinja2.UndefinedError`."""
    return _environment(lang).get_template(template).render(view=view, html_lang=lang.html_lang, **assets)
