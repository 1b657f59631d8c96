"""The appendix of the site: every method with its formula, its source and the tiny table that its test checks.

It is made from the specifications in ``tests/spec`` (see `parkit.report.method`) and computes nothing: the answers it
prints are those the tests hold parkit's functions against.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

import pandas as pd
from markupsafe import Markup, escape

from parkit.model.catalogue import entries, has, say
from parkit.model.decimals import decimal_text
from parkit.model.errors import PublishError
from parkit.model.folders import spec_files
from parkit.model.language import LANGS, Lang
from parkit.report.formula import mathml
from parkit.report.frame import format_date, frame_values, page_environment
from parkit.report.method import PARTS, Example, Method, Table, read_method
from parkit.report.table import Column, html_table

APPENDIX: Final[dict[Lang, str]] = {"vi": "methods.html", "en": "en/methods.html"}
YEARS: Final = ("year", "year_from", "year_to")
"""Numbers that are names: no thousands are set apart."""
SHORT: Final = 3
"""Numbers with so many digits after the decimal sign are shown in full."""


def read_methods(root: Path) -> tuple[Method, ...]:
    """Return the methods that a project specifies, by part and number; none if it has no specifications.

    Raises
    ------
    PublishError
        A specification cannot be read; the error names the file.
    """
    try:
        found = [read_method(path) for path in spec_files(root)]
    except ValueError as error:
        raise PublishError("spec_unreadable", cause=error) from error
    return tuple(sorted(found, key=lambda method: (PARTS.index(method.part), method.number)))


def appendix_page(methods: Sequence[Method], *, lang: Lang) -> str:
    """Return the appendix in one language.

    Parameters
    ----------
    methods : sequence of Method
        In the order of the page.
    lang : {"vi", "en"}
        The language of the page.
    """
    other = next(code for code in LANGS if code != lang)
    page = (
        page_environment()
        .get_template("methods.html.j2")
        .render(
            frame=frame_values(lang, ""),
            words={entry: texts[lang] for entry, texts in entries("method").items()},
            parts=[
                {
                    "id": part,
                    "title": say(f"method.part_{part}", lang),
                    "methods": [_view(each, lang) for each in members],
                }
                for part, members in groupby(methods, key=lambda method: method.part)
            ],
            home="index.html",
            other_language=APPENDIX[other] if lang == LANGS[0] else f"../{APPENDIX[other]}",
        )
    )
    return page + "\n"


def _view(method: Method, lang: Lang) -> dict[str, object]:
    """Return what the template shows of a method."""
    return {
        "number": method.number,
        "title": method.title.get(lang),
        "tells": method.tells.get(lang),
        "reading": method.reading.get(lang),
        "formulas": [mathml(each.get(lang)) for each in method.formula],
        "where": _with_indices(method.where.get(lang)),
        "sources": [source.get(lang) for source in method.source],
        "examples": list(_examples(method, lang)),
    }


def _with_indices(text: str) -> Markup:
    """Set what follows an underscore below the line: "p_u" as in the formulas."""
    return Markup(re.sub(r"_(\w+)", r"<sub>\1</sub>", str(escape(text))))  # noqa: S704  escaped here


def _examples(method: Method, lang: Lang) -> Iterator[dict[str, object]]:
    """Go through the examples; each brings the input tables that stand for the first time."""
    known: set[str] = set()
    for example in method.examples:
        names = [name for name in example.tables if name not in known]
        known.update(names)
        inputs = [_table(method.tables[name], say("method.input", lang, name=name), lang) for name in names]
        yield {
            "worked": example.worked.get(lang),
            "inputs": inputs,
            "result": _table(example.expected, _result_caption(example, lang), lang),
            "call": example.call,
            "origin": say(f"method.origin_{example.origin}", lang),
        }


def _result_caption(example: Example, lang: Lang) -> str:
    return say("method.result", lang, name=example.function.rpartition(".")[2])


def _table(table: Table, caption: str, lang: Lang) -> Markup:
    frame = table.shown()
    columns = [_column(name, frame[name], table.decimals, lang) for name in table.columns]
    words = {name: [_in_words(cell, lang) for cell in frame[name]] for name in table.columns}
    return Markup(html_table(pd.DataFrame(words, dtype=object), columns, caption, lang))  # noqa: S704  html_table escapes its cells


def _column(name: str, values: pd.Series, decimals: int, lang: Lang) -> Column:
    """Choose how a column is shown by what is in it: words, whole numbers or numbers."""
    label = _label(name, lang)
    known = values.dropna()
    numbers = [value for value in known if isinstance(value, int | float) and not isinstance(value, bool)]
    if name in YEARS or not numbers or len(numbers) < len(known):
        return Column(name, label)
    return Column(name, label, "number", max(_digits(number, decimals) for number in numbers))


def _digits(number: float, decimals: int) -> int:
    """Return the digits that a number is written down with; ``decimals`` for those that do not end soon."""
    needed = len(decimal_text(number, 2 * SHORT).rstrip("0").partition(".")[2])
    return needed if needed <= SHORT else decimals


def _label(name: str, lang: Lang) -> str:
    """Return the heading of a column; one named after a unit keeps its name."""
    if name.startswith("weight_"):
        return say("method.column_weight", lang, criterion=name.removeprefix("weight_"))
    return say(f"method.column_{name}", lang) if has(f"method.column_{name}") else name


def _in_words(cell: object, lang: Lang) -> object:
    """Write a code, a truth value, a text in both languages or a date as a word."""
    if isinstance(cell, Mapping):
        return cell[lang]
    if isinstance(cell, date):
        return format_date(cell.isoformat(), lang)
    code = str(cell).lower() if isinstance(cell, bool) else cell
    return say(f"method.value_{code}", lang) if isinstance(code, str) and has(f"method.value_{code}") else cell
