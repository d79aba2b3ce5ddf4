"""Pages for the administrator: what they share. They name raters and cells, so they stand in `data/` alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.language import N_
from reportgen.reports.views import Texts

# name -> path below the output folder, in the order of the links
PAGES: Mapping[str, str] = {
    N_("Input check"): "data/admin.html",
    N_("What changed"): "data/changes.html",
    N_("Reports"): "index.html",
}


@dataclass(frozen=True)
class Link:
    """A link to another page; without `href` it is the page itself."""

    name: str
    href: str


@dataclass(frozen=True)
class AdminPage:
    """The frame of a page: its title, whose it is, and links to the other pages."""

    title: str
    organisation: str
    sample: bool
    links: tuple[Link, ...]


def admin_page(title: str, path: str, texts: Texts) -> AdminPage:
    """The frame of the page that stands at `path` below the output folder."""
    cycle = texts.cycle.name
    up = "../" * path.count("/")
    links = tuple(Link(texts.lang(name), "" if target == path else up + target) for name, target in PAGES.items())
    return AdminPage(" ".join(part for part in (title, cycle) if part), texts.organisation, texts.sample, links)
