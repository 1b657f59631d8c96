"""Every unit of a scheme on one page: what became of it, and its index and rank in every year that has scores."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from parkit.analysis.successors import unit_events
from parkit.model.units import Unit
from parkit.report.frame import format_date
from parkit.report.places import FOLDER, unit_page
from parkit.report.scheme_links import scheme_links
from parkit.report.site_map import PROFILES, UNITS, scheme_path, way
from parkit.report.site_page import SitePage, page_table
from parkit.report.sources.page import Section
from parkit.report.study import Study
from parkit.report.table import Column, Linked, links
from parkit.report.years import register, scored_years

UNITS_ID: Final = "list-of-units"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A unit's index in percent and its rank in a year; ``rank`` is None where it has none."""

    index: float
    rank: int | None


def units_page(study: Study, there: Collection[str], *, has_methods: bool) -> SitePage:
    """Return the page of all units of a scheme.

    Parameters
    ----------
    study : Study
        The scheme seen from its last year, later years not left out.
    there : collection of str
        The pages of the site, by their place in the reports folder; nothing else is linked to.
    has_methods : bool
        The site has an appendix of the methods.
    """
    path = scheme_path(study.lang, study.scheme.code, UNITS)
    years = scored_years(study.data, until=max(study.data.years()))
    frame = unit_list(study, years, there)
    say = study.say
    columns = [
        Column("name", say("site.column_unit"), "links"),
        Column("life", say("site.column_life"), "links"),
        *(Column(str(year), str(year), "links") for year in reversed(years)),
    ]
    caption = say("site.units_caption" if years else "site.units_caption_without", n=len(frame))
    body = page_table(frame, columns, caption, study.lang, place=UNITS_ID, rows_by="block_name")
    heading = say("site.units_heading", n=len(frame))
    return SitePage(
        path=path,
        scheme=study.scheme,
        title=say("site.units_title"),
        lead=say("site.units_lead"),
        notes=(say("site.units_note" if years else "site.units_without"),),
        links=scheme_links(study.scheme.code, study.lang, path),
        sections=(Section(id="units", heading=heading, body=body),),
        has_methods=has_methods,
    )


def unit_list(study: Study, years: Collection[int], there: Collection[str]) -> pd.DataFrame:
    """Return a row for each unit of the register, by block: ``name``, ``life``, and a column of links for each year."""
    standings = {year: standings_of(study, year) for year in years}
    events = {row.unit: row for row in unit_events(register(study.data)).itertuples(index=False)}
    units = [unit for block in study.scheme.blocks for unit in study.data.units if unit.block == block]
    cells = {
        str(year): links(_cell(study, year, unit, found, there) for unit in units) for year, found in standings.items()
    }
    return pd.DataFrame(
        {
            "block_name": [study.block_name(unit.block) for unit in units],
            "name": links((Linked(study.unit_name(unit.code), id=unit.code),) for unit in units),
            "life": links(tuple(life(study, unit, events[unit.code])) for unit in units),
            **cells,
        }
    )


def standings_of(study: Study, year: int) -> dict[str, Standing]:
    """Return index and rank of every unit that has an index in a year."""
    units = study.units(year)
    known = units[units["index"].notna()]
    rows = zip(known["unit"], known["index"], known["rank"], strict=True)
    return {
        str(unit): Standing(index=float(index), rank=None if pd.isna(rank) else int(rank)) for unit, index, rank in rows
    }


def life(study: Study, unit: Unit, event: Any) -> Iterator[Linked]:  # noqa: ANN401  a row of unit_events
    """Say how a unit began and ended, with links to the units it came from and went into."""
    if unit.valid_from:
        yield Linked(study.say("site.life_from", date=_day(unit.valid_from, study)))
    if event.begin != "always":
        yield from _kin(study, f"site.begin_{event.begin}", event.parts)
    if unit.valid_to:
        yield Linked(study.say("site.life_until", date=_day(unit.valid_to, study)))
    if event.end:
        yield from _kin(study, f"site.end_{event.end}", event.followers)


def _kin(study: Study, entry: str, codes: str) -> Iterator[Linked]:
    """Name the units on the other side of a succession; where there are none, what happened."""
    words = study.say(entry)
    names = codes.split("; ") if codes else []
    if not names:
        yield Linked(words)
    for place, code in enumerate(names):
        name = study.unit_name(code)
        yield Linked(name if place else f"{words} {name}", f"#{code}")


def _day(day: date, study: Study) -> str:
    return format_date(day.isoformat(), study.lang)


def _cell(
    study: Study, year: int, unit: Unit, found: dict[str, Standing], there: Collection[str]
) -> tuple[Linked, ...]:
    """Return a unit's index of a year, leading to its profile, else to its scores; beside a profile also the scores."""
    if unit.code not in found:
        return ()
    standing = found[unit.code]
    folder = f"{study.lang}/{study.scheme.code}/{year}"
    profile, scores = f"{folder}/{PROFILES}/{unit.code}.html", f"{folder}/{FOLDER}/{unit_page(unit.code)}"
    known = [path for path in (profile, scores) if path in there]
    start = scheme_path(study.lang, study.scheme.code, UNITS)
    rank = f"({standing.rank})" if standing.rank else ""
    href = way(start, known[0]) if known else ""
    also = [Linked(study.say("site.scores"), way(start, scores))] if len(known) > 1 else []
    return (Linked(study.number(standing.index), href, small=rank), *also)
