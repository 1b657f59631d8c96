"""The page of the framework: every line of the year with its maxima, as framework.csv declares it."""

import html

import pandas as pd
from markupsafe import Markup

from parkit.model.framework import Criterion
from parkit.model.origin import file_hash
from parkit.report.exhibits.quality import source_links
from parkit.report.origins import line_id
from parkit.report.places import FRAMEWORK_PAGE
from parkit.report.sources.page import Section, SourcePage, fact
from parkit.report.study import Study
from parkit.report.table import DASH, Column, Linked, html_table, links


def framework_page(study: Study) -> SourcePage:
    """Return the page of the year's framework; the id of each line is ``line_id`` of its code."""
    name = f"{study.year}/framework.csv"
    path = study.scheme.folder / str(study.year) / "framework.csv"
    source = source_links(study, name) or (study.say("sources.no_source"),)
    facts = (
        fact(study.lang, "file", name),
        fact(study.lang, "source", *source),
        fact(study.lang, "sha256", file_hash(path)),
    )
    heading = study.say("sources.framework_lines")
    return SourcePage(
        name=FRAMEWORK_PAGE,
        title=study.say("sources.framework_title", year=study.year),
        facts=facts,
        sections=(Section(id="lines", heading=heading, body=_table(study)),),
    )


def _table(study: Study) -> Markup:
    frame = pd.DataFrame([_line(study, line) for line in study.framework])
    frame = frame.assign(code=links((Linked(_code(line.code), id=line_id(line.code)),) for line in study.framework))
    columns = [
        Column("code", study.say("sources.column_code"), "links"),
        Column("name", study.say("sources.column_name")),
        Column("level", study.say("sources.column_level")),
        *(
            Column(block, study.say("sources.framework_max", block=study.block_name(block)))
            for block in study.scheme.blocks
        ),
        Column("source", study.say("sources.column_scored_by")),
        Column("previous", study.say("sources.column_previous")),
    ]
    caption = study.say("sources.framework_caption", n=len(frame))
    shown = html_table(frame, [each for each in columns if frame[each.name].ne("").any()], caption, study.lang)
    label = html.escape(caption, quote=True)
    scroll = f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">{shown}</div>'
    return Markup(f'<div class="exhibit table">{scroll}</div>')  # noqa: S704  the table escapes


def _line(study: Study, line: Criterion) -> dict[str, object]:
    return {
        "name": line.name.get(study.lang),
        "level": study.say(f"sources.level_{line.level}"),
        **{block: _maximum(study, line, block) for block in study.scheme.blocks},
        "source": study.say(f"sources.column_{line.source}") if line.source else "",
        "previous": ", ".join(map(_code, line.previous)),
    }


def _code(code: str) -> str:
    """Return a code as it is printed; the line of the whole index has none."""
    return DASH if code == "index" else code


def _maximum(study: Study, line: Criterion, block: str) -> str:
    """Return the maximum of a line in a block; a dash where the line does not apply, nothing where it is unknown."""
    if block not in line.applies:
        return DASH
    value = line.max_points.get(block)
    return "" if value is None else study.number(value)
