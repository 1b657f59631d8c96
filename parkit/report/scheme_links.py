"""The links between the pages about all years of a scheme."""

from parkit.model.catalogue import say
from parkit.model.language import Lang
from parkit.report.page import Link
from parkit.report.site_map import UNITS, YEARS, scheme_path, way


def scheme_links(scheme: str, lang: Lang, here: str) -> tuple[Link, ...]:
    """Return the links to the page of units and the page of years, one of which may be where the reader is."""
    pages = {name: scheme_path(lang, scheme, name) for name in (UNITS, YEARS)}
    return tuple(
        Link(label=say(f"site.{name.partition('.')[0]}_title", lang), href=way(here, path), here=path == here)
        for name, path in pages.items()
    )
