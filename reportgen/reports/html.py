"""Views into HTML. The only module that knows Jinja."""

from functools import cache

import jinja2

from reportgen.language import Language
from reportgen.reports.css import template_folder
from reportgen.reports.plain_lines import folded
from reportgen.reports.typography import typeset


@cache
def _environment(lang: Language, *, escaped: bool = True) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder()),
        autoescape=escaped,  # noqa: S701 (on but for plain text, where there is nothing to escape)
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # one version of the templates for all documents of a run
    )
    environment.filters["typeset"] = lambda text: typeset(str(text), lang.code)
    environment.filters["folded"] = folded
    environment.install_gettext_translations(lang.catalogue, newstyle=True)  # type: ignore[attr-defined]
    return environment


def render(template: str, view: object, lang: Language, **assets: object) -> str:
    """A template filled with a view (as `view`) and assets; an undefined name raises `jinja2.UndefinedError`."""
    return _environment(lang).get_template(template).render(view=view, html_lang=lang.html_lang, **assets)


def render_text(template: str, view: object, lang: Language) -> str:
    """A template of plain text filled with a view (as `view`): nothing is escaped, so what comes out is no HTML."""
    return _environment(lang, escaped=False).get_template(template).render(view=view)
