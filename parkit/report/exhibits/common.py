"""What the exhibits of all notebooks share: the notice of something missing, names of columns, sentences."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.study import Study
from parkit.report.table import Column, Kind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARGIN: Final = 28
"""How many letters of a name stand in a line of the margin of a figure."""

_MOST_LINES: Final = 5
MOST_NAMED: Final = 10
"""How many units a sentence names; of more it gives the number, and a table their names."""


def missing(
    study: Study, exhibit_id: str, reason: str, *, brief: bool = False, quiet: bool = False, **fields: object
) -> Exhibit:
    """Return a calm notice in place of an exhibit the scheme-year cannot carry.

    ``reason`` names two entries of ``words/exhibit.toml``: ``<reason>`` says what is missing,
    ``<reason>_why`` why, and what would supply it. A ``brief`` notice points to the one above it; a ``quiet``
    one shows nothing, because the one above it speaks for a group of exhibits.
    """
    return Exhibit(
        id=exhibit_id,
        kind="missing",
        title=study.say(reason, year=study.year, **fields),
        lang=study.lang,
        sentences=(study.say("as_above" if brief or quiet else f"{reason}_why", year=study.year, **fields),),
        quiet=quiet,
    )


def left_out(study: Study, exhibit_id: str, title: str, reason: str, **fields: object) -> Exhibit:
    """Return the one notice of a section that the scheme-year cannot carry: what is left out, and in a sentence why."""
    return Exhibit(
        id=exhibit_id,
        kind="missing",
        title=study.say(title, year=study.year),
        lang=study.lang,
        sentences=(study.say(reason, year=study.year, **fields),),
    )


def silent(notice: Exhibit, exhibit_id: str) -> Exhibit:
    """Return the place of another exhibit of a section whose notice has been given."""
    return replace(notice, id=exhibit_id, quiet=True)


def without_areas(study: Study, exhibit_id: str) -> Exhibit:
    """Return the place of an exhibit that needs scores by area, where one notice has said that there are none."""
    return silent(left_out(study, exhibit_id, "weakness.left_out", f"weakness.only_{study.depth()}"), exhibit_id)


def own_column(study: Study, words: str, name: str, kind: Kind = "text", **options: Any) -> Column:  # noqa: ANN401
    """Return a column whose header is the entry ``column_<name>`` of ``words/<words>.toml``."""
    options = {"decimals": study.scheme.decimals, **options}
    return Column(name, study.say(f"{words}.column_{name}", year=study.year), kind, **options)


def line_name(study: Study, key: str) -> str:
    """Return code and name of a line of the framework; lines compared as a sum stand together.

    >>> from types import SimpleNamespace
    >>> line_name(SimpleNamespace(area_name=lambda code: {"1.1": "Kế hoạch", "1.2": "Báo cáo"}[code]), "1.1+1.2")
    '1.1 Kế hoạch + 1.2 Báo cáo'
    """
    return " + ".join(f"{code} {study.area_name(code)}" for code in key.split("+"))


def sentences(study: Study, exhibit_id: str, title: str, found: Iterable[str], notes: tuple[str, ...] = ()) -> Exhibit:
    """Return findings in words; the title says what they are about."""
    return Exhibit(
        id=exhibit_id,
        kind="sentences",
        title=title,
        lang=study.lang,
        sentences=tuple(found),
        source=study.source(),
        notes=notes,
    )


def column(
    study: Study,
    name: str,
    kind: Kind = "text",
    *,
    label: str = "",
    decimals: int | str | None = None,
    sign: bool = False,
) -> Column:
    """Return a column whose header is the entry ``column_<label or name>`` of ``words/exhibit.toml``."""
    shown = study.scheme.decimals if decimals is None else decimals
    return Column(
        name, study.say(f"column_{label or name}", year=study.year, base=study.earlier_year()), kind, shown, sign
    )


def wrap(text: str, width: int = MARGIN) -> str:
    """Break a long name for the margin of a figure; what would take more than five lines ends in "…".

    >>> wrap("Sở Nông nghiệp và Phát triển nông thôn", 20).count(chr(10))
    1
    """
    return "\n".join(textwrap.wrap(text, width, max_lines=_MOST_LINES, placeholder=" …"))


def wrapped(names: Iterable[str], width: int = MARGIN) -> tuple[list[str], int]:
    """Break the labels of a figure's rows; return them and how many lines the longest takes.

    >>> wrapped(["Sở Y tế", "Sở Nông nghiệp và Phát triển nông thôn"], 20)[1]
    2
    """
    labels = [wrap(name, width) for name in names]
    return labels, max((label.count("\n") + 1 for label in labels), default=1)


def enumerate_words(study: Study, items: Iterable[str]) -> str:
    """Join items as the language does: "a, b và c".

    >>> from types import SimpleNamespace
    >>> enumerate_words(SimpleNamespace(say=lambda key: "and"), ["a", "b", "c"])
    'a, b and c'
    """
    listed = list(items)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {study.say('and')} {listed[-1]}"


def unit_names(rows: pd.DataFrame, study: Study) -> str:
    """Return the names of a frame's units in one phrase."""
    return enumerate_words(study, rows["name"].tolist())


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Go through the rows of a frame as named tuples."""
    return iter(frame.itertuples(index=False))


def head_block(axes: "Axes", line: float, text: str) -> None:
    """Write a block's name over its rows, in bold, from the left edge of the figure."""
    from matplotlib.transforms import blended_transform_factory

    place = blended_transform_factory(axes.figure.transFigure, axes.transData)
    axes.text(0.01, line, text, transform=place, weight="bold", va="center", in_layout=False)


def cut_off_notes(study: Study) -> tuple[str, ...]:
    """Return a note for each block of which not every unit is known to have an index."""
    return tuple(_cut_off_note(study, block, *counts) for block, counts in study.cut_off().items())


def _cut_off_note(study: Study, block: str, there: int, expected: int | None) -> str:
    if expected is None:
        return study.say("cut_off_unknown", block=study.block_name(block), there=there)
    return study.say("cut_off", block=study.block_name(block), there=there, expected=expected)


def incomplete_notes(study: Study) -> tuple[str, ...]:
    """Return a note for each block in which an index leaves out scores that are missing."""
    units = study.units()
    partial = units[units["index"].notna() & units["n_missing"].gt(0)]
    return tuple(_incomplete_note(study, str(block), rows) for block, rows in partial.groupby("block", sort=False))


def _incomplete_note(study: Study, block: str, rows: pd.DataFrame) -> str:
    if len(rows) > MOST_NAMED:
        return study.say("incomplete_many", block=study.block_name(block), n=len(rows))
    return study.say("incomplete", block=study.block_name(block), units=unit_names(rows, study))


def lower_first(text: str) -> str:
    """Return a name as it stands inside a sentence.

    >>> lower_first("Khối sở")
    'khối sở'
    """
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return a clause as it stands at the start of a cell.

    >>> upper_first("không in điểm")
    'Không in điểm'
    """
    return text[:1].upper() + text[1:]
