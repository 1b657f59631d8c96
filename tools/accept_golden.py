"""Accept changed figures by name: write the named tables of tests/golden anew and print what changed.

    python tools/accept_golden.py minh-hoa/2018/unit_index hoa-binh/2024/verdicts

Without a name it lists the figures that are not the accepted ones. The tables hold what the reports of a scheme-year
publish, as text: numbers rounded as printed tables are, to six decimals, far above the noise of binary arithmetic, so
that they are the same on every machine.
"""

import csv
import io
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import pandas as pd

from parkit.analysis.score import block_mean
from parkit.model.project import list_schemes
from parkit.model.rounding import round_half_away
from parkit.report import exhibits
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.compared import can_compare, can_take_apart, compared
from parkit.report.exhibits.losses import area_losses, printed_areas, printed_wholes
from parkit.report.exhibits.verdicts import judge
from parkit.report.problems import load_data
from parkit.report.study import Study

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "tests" / "golden"
DECIMALS: Final = 6
FINDINGS: Final = (
    *("overview", "ranking", "trend", "weakness", "systemic", "lasting", "target", "integrity", "verdict", "quality"),
    *("certainty", "choice"),
)
"""The exhibits of sentences whose numbers are held, without their ``_findings``."""

Row = tuple[str, ...]
Table = list[Row]
_NUMBER: Final = re.compile(r"[+−-]?\d+(?:[.,]\d+)*%?")


class Change(NamedTuple):
    """A published value that is not what was accepted; an empty text stands for a value that is not there."""

    file: str
    place: str
    quantity: str
    old: str
    new: str

    def __str__(self) -> str:
        """Name scheme, year and table, unit or place, quantity, and both values."""
        return f"{self.file}: {self.place}: {self.quantity}: was {self.old or 'absent'}, is {self.new or 'absent'}"


def unit_index(study: Study) -> Table:
    """Return index, bounds, rank, bounds of the rank and group of every unit, and the index as it is printed."""
    units = study.units().sort_values(["block", "unit"])
    printed = ["" if math.isnan(value) else study.number(value) for value in units["index"]]
    names = ["index", "index_low", "index_high", "points", "max_points"]
    ranks = ["rank", "rank_best", "rank_worst", "band_label", "reason"]
    return _table(units.assign(printed=printed), ["block", "unit"], ["printed", *names, *ranks])


def area_index(study: Study) -> Table:
    """Return the index of every unit in every area, with its bounds."""
    return _table(study.areas(), ["block", "unit", "area"], ["index", "index_low", "index_high"])


def block_means(study: Study) -> Table:
    """Return both means of every block, of the whole index and of each area."""
    every = pd.concat([block_mean(study.units()).assign(area=""), block_mean(study.areas())], ignore_index=True)
    names = ["mean_of_ratios", "ratio_of_means", "mean_points", "mean_max_points", "n_units", "n_without_index"]
    return _table(every, ["block", "area"], names)


def year_change(study: Study) -> Table:
    """Return the change of every unit, its parts where it can be taken apart, and its comparable core."""
    pair = compared(study)
    names = ["status", "index_0", "index_1", "change", "rank_0", "rank_1", "rank_change"]
    if not can_take_apart(study):
        return _table(pair.units, ["block", "unit"], names)
    effects = ["performance", "reweighting", "new", "dropped", "not_applicable", "missing"]
    core = pair.core[["block", "unit", "core_0", "core_1", "coverage", "comparable"]]
    rows = pair.unit_effects.merge(core, how="left", on=["block", "unit"])
    return _table(rows, ["block", "unit"], [*names, *effects, "core_0", "core_1", "coverage", "comparable"])


def block_change(study: Study) -> Table:
    """Return what each block's mean changed by, and the parts of it."""
    effects = ["performance", "reweighting", "new", "dropped", "not_applicable", "missing", "unit_set"]
    return _table(compared(study).block_sums, ["block"], ["mean_0", "mean_1", "change", *effects])


def points_lost(study: Study) -> Table:
    """Return the points each block lost in each area, and their share."""
    return _table(area_losses(study), ["block", "area"], ["points_lost", "max_points", "rate", "share"])


def printed_gaps(study: Study) -> Table:
    """Return what printed figures say is missing from 100 %."""
    gaps = pd.concat([printed_areas(study), printed_wholes(study)], ignore_index=True)
    return _table(gaps, ["block", "area", "criterion", "base"], ["index", "gap", "gap_low", "gap_high", "points_lost"])


def verdicts(study: Study) -> Table:
    """Return the verdict on every printed figure, with the readings that fit and the reasons."""
    figures = judge(study).figures
    places = figures.assign(figure=figures["figure"].map("{:03d}".format))
    keys = ["figure", "block", "area", "unit", "statistic", "text"]
    return _table(places, keys, ["verdict", "readings_fit", "readings_conditional", "readings_impossible", "reasons"])


def findings(study: Study) -> Table:
    """Return the numbers of every sentence of the findings, in the order in which they stand."""
    rows = [row for name in FINDINGS for row in _sentence_rows(getattr(exhibits, f"{name}_findings")(study))]
    return [("exhibit", "sentence:", "numbers"), *rows]


_MAKERS: Final[Mapping[str, Callable[[Study], Table]]] = MappingProxyType(
    {
        "unit_index": unit_index,
        "area_index": area_index,
        "block_mean": block_means,
        "year_change": year_change,
        "block_change": block_change,
        "points_lost": points_lost,
        "printed_gaps": printed_gaps,
        "verdicts": verdicts,
        "findings": findings,
    }
)


def published(study: Study) -> dict[str, Table]:
    """Return the tables that a scheme-year has, by name: ``minh-hoa/2018/unit_index`` and so on."""
    return {f"{study.scheme.code}/{study.year}/{name}": _MAKERS[name](study) for name in _applicable(study)}


def render(table: Table) -> str:
    """Write a table as csv."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue()


def accepted(name: str, folder: Path = FOLDER) -> Table:
    """Read the accepted table of that name; empty where none was accepted yet."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def changes(name: str, old: Table, new: Table) -> list[Change]:
    """List every value that differs between two tables, by the place of its row and the name of its column."""
    before, after = _values(old), _values(new)
    places = sorted({*before, *after})
    return [
        Change(name, place, quantity, before.get((place, quantity), ""), after.get((place, quantity), ""))
        for place, quantity in places
        if before.get((place, quantity)) != after.get((place, quantity))
    ]


def tables(schemes: Sequence[str]) -> Iterator[tuple[str, Table]]:
    """Compute every table of some schemes."""
    for scheme in schemes:
        data = load_data(ROOT, scheme)
        for year in data.years():
            yield from published(Study(data=data.until(year), year=year, lang="vi")).items()


def accept(name: str, table: Table, folder: Path = FOLDER) -> None:
    """Write a table as the accepted one."""
    path = folder / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(table), encoding="utf-8", newline="\n")


def stored(schemes: Sequence[str], folder: Path = FOLDER) -> list[str]:
    """List the names of the accepted tables of some schemes."""
    found = (path.relative_to(folder).with_suffix("") for path in folder.glob("*/*/*.csv"))
    return sorted(name.as_posix() for name in found if name.parts[0] in schemes)


def main(names: Sequence[str]) -> int:
    """Accept the tables of these names (``minh-hoa/2018/*`` for all of a year), or list what differs."""
    schemes = sorted({name.partition("/")[0] for name in names}) or list_schemes(ROOT)
    known = set(schemes) <= set(list_schemes(ROOT))
    found = dict(tables(schemes)) if known else {}
    every = sorted({*found, *stored(schemes)})
    unknown = [name for name in names if not any(fnmatchcase(each, name) for each in every)]
    if unknown:
        print(f"No such table: {', '.join(unknown)}. A name is scheme/year/table, such as minh-hoa/2018/unit_index.")
        return 2
    chosen = [name for name in every if any(fnmatchcase(name, pattern) for pattern in names)]
    differing = {name: changes(name, accepted(name), found.get(name, [])) for name in chosen or every}
    print(*(change for listed in differing.values() for change in listed), sep="\n")
    for name in chosen:
        accept(name, found[name]) if name in found else (FOLDER / f"{name}.csv").unlink()
    print(f"Accepted {len(chosen)} tables." if names else f"{sum(map(bool, differing.values()))} tables differ.")
    return 0


def _applicable(study: Study) -> Iterator[str]:
    depth = study.depth()
    if depth != "blocks":
        yield from ("unit_index", "block_mean")
    if depth == "areas":
        yield from ("area_index", "points_lost")
    if can_compare(study):
        yield "year_change"
    if can_take_apart(study):
        yield "block_change"
    if len(study.printed()):
        yield "verdicts"
    if len(study.printed()) and depth == "blocks":
        yield "printed_gaps"
    yield "findings"


def _table(frame: pd.DataFrame, keys: Sequence[str], names: Sequence[str]) -> Table:
    """Return rows of text in the order of their keys; a header marks the end of the keys with a colon."""
    header = (*keys[:-1], f"{keys[-1]}:", *names)
    texts = [[_text(value) for value in frame[name]] for name in (*keys, *names)]
    return [header, *sorted(zip(*texts, strict=True))]


def _text(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, float):
        return f"{round_half_away(value, DECIMALS) + 0.0:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return str(value)


def _sentence_rows(exhibit: Exhibit) -> Iterator[Row]:
    for place, sentence in enumerate((exhibit.title, *exhibit.sentences)):
        yield exhibit.id, f"{place:02d}", " ".join(_NUMBER.findall(sentence))


def _values(table: Table) -> dict[tuple[str, str], str]:
    """Return every value of a table under its place and the name of its column."""
    if not table:
        return {}
    header, *rows = table
    keys = next(number for number, name in enumerate(header, start=1) if name.endswith(":") or number == len(header))
    return {
        (" ".join(part for part in row[:keys] if part), header[column]): row[column]
        for row in rows
        for column in range(keys, len(header))
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
