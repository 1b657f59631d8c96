"""The page that sets the years of a scheme side by side, pair by pair."""

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup, escape

from parkit.report.scheme_links import scheme_links
from parkit.report.site_map import YEARS, scheme_path
from parkit.report.site_page import SitePage, page_table
from parkit.report.sources.page import Section
from parkit.report.study import Study
from parkit.report.table import Column
from parkit.report.year_pairs import YearPair, neighbours, printed_figures, printed_years, year_pair

PRINTED: Final = ("mean_points", "mean_index", "change", "direction")
"""What an announcement prints about how a block did, and about its change."""


def years_page(study: Study, *, has_methods: bool) -> SitePage:
    """Return the page of all pairs of neighbouring years, and of the years with figures of whole blocks only."""
    path = scheme_path(study.lang, study.scheme.code, YEARS)
    pairs = [pair_section(study, year_pair(study, *years)) for years in neighbours(study)]
    printed = [section for year in printed_years(study) for section in printed_section(study, year)]
    return SitePage(
        path=path,
        scheme=study.scheme,
        title=study.say("site.years_title"),
        lead=study.say("site.years_lead"),
        notes=tuple(_notes(study, pairs, printed)),
        links=scheme_links(study.scheme.code, study.lang, path),
        sections=(*pairs, *printed),
        has_methods=has_methods,
    )


def pair_section(study: Study, pair: YearPair) -> Section:
    """Return the section of two years: whether their rules are the same, their blocks, their units."""
    years = {"base": pair.base, "year": pair.year}
    key = f"y{pair.base}-{pair.year}"
    rules = study.say("site.rules_differ", blocks=", ".join(pair.changed), **years)
    rules = rules if pair.changed else study.say("site.rules_same", **years)
    totals = any(study.depth(year) == "totals" for year in years.values())
    said = [study.say("site.totals_only"), *([rules] if pair.changed else [])] if totals else [rules]
    tables = [
        page_table(
            pair.blocks,
            _block_columns(study, pair),
            study.say("site.blocks_caption", **years),
            study.lang,
            place=f"{key}-blocks",
        ),
        page_table(
            pair.units,
            _unit_columns(study, pair),
            study.say("site.pair_caption", **years),
            study.lang,
            place=f"{key}-units",
            rows_by="block_name",
        ),
    ]
    body = Markup("\n").join(
        [*(Markup("<p>{}</p>").format(text) for text in said), *tables, _source(study, *years.values())]
    )
    return Section(id=key, heading=study.say("site.pair_heading", **years), body=body)


def printed_section(study: Study, year: int) -> Iterator[Section]:
    """Return the section of a year of which figures of blocks were printed; nothing if none was."""
    figures = printed_figures(study, year, PRINTED)
    if figures.empty:
        return
    columns = [
        Column("area_name", study.say("site.column_area")),
        Column("figure", study.say("site.column_figure")),
        Column("text", study.say("site.column_text")),
        Column("base_text", study.say("site.column_base")),
    ]
    shown = figures.assign(base_text=figures["base"].astype("string"))
    caption = study.say("site.printed_caption", year=year)
    table = page_table(shown, columns, caption, study.lang, place=f"y{year}-printed", rows_by="block_name")
    body = Markup("\n").join([Markup("<p>{}</p>").format(study.say("site.printed_note")), table, _source(study, year)])
    yield Section(id=f"y{year}", heading=study.say("site.printed_heading", year=year), body=body)


def _notes(study: Study, pairs: list[Section], printed: list[Section]) -> Iterator[str]:
    if not pairs:
        yield study.say("site.years_one" if not printed else "site.years_blocks")
    else:
        least = study.number(100.0 * study.scheme.analysis.least_coverage, 0)
        yield study.say("site.years_note", least=least)


def _source(study: Study, *years: int) -> Markup:
    text = study.source(*years)
    return Markup('<p class="source">{} {}</p>').format(study.say("report.source"), escape(text)) if text else Markup()


def _block_columns(study: Study, pair: YearPair) -> list[Column]:
    decimals = study.scheme.decimals
    years = {"base": pair.base, "year": pair.year}
    return [
        Column("block_name", study.say("site.column_block")),
        Column("n_0", study.say("site.column_n", year=pair.base), "integer"),
        Column("mean_0", study.say("site.column_mean", year=pair.base), "number", decimals),
        Column("n_1", study.say("site.column_n", year=pair.year), "integer"),
        Column("mean_1", study.say("site.column_mean", year=pair.year), "number", decimals),
        Column("n_both", study.say("site.column_both", **years), "integer"),
        Column("change", study.say("site.column_mean_change"), "number", decimals, sign=True),
        Column("basis", study.say("site.column_basis")),
    ]


def _unit_columns(study: Study, pair: YearPair) -> list[Column]:
    decimals = study.scheme.decimals
    columns = [
        Column("name", study.say("site.column_unit")),
        Column("index_0", study.say("site.column_index", year=pair.base), "number", decimals),
        Column("index_1", study.say("site.column_index", year=pair.year), "number", decimals),
        Column("change", study.say("site.column_change"), "number", decimals, sign=True),
        *([Column("basis", study.say("site.column_basis"))] if pair.changed else []),
        Column("rank_0", study.say("site.column_rank", year=pair.base), "rank"),
        Column("rank_1", study.say("site.column_rank", year=pair.year), "rank"),
        Column("rank_change", study.say("site.column_rank_change"), "integer", sign=True),
    ]
    remarks = [Column("remark", study.say("site.column_remark"))] if pair.units["remark"].ne("").any() else []
    return [*columns, *remarks]
