"""Who is assessed by whom, by which rules: scheme.toml read into frozen objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from parkit.model.columns import SOURCES, STATISTICS
from parkit.model.language import Text, nfc
from parkit.model.numbers import Decimal
from parkit.model.tables import Settings, read_toml
from parkit.model.units import CODE

NotApplicableRule = Literal["rebase", "full_marks", "zero"]
TieRule = Literal["1224", "dense", "consecutive"]
Layout = Literal["units_down", "long"]

NOT_APPLICABLE_RULES: Final = ("rebase", "full_marks", "zero")
TIE_RULES: Final = ("1224", "dense", "consecutive")
LAYOUTS: Final = ("units_down", "long")
MARK_STATES: Final = ("not_applicable", "missing")


@dataclass(frozen=True, kw_only=True)
class Block:
    """Units that are compared with each other."""

    code: str
    name: Text
    short: Text


@dataclass(frozen=True, kw_only=True)
class Band:
    """A group by index level; thresholds differ by block and year."""

    block: str
    year_from: int
    year_to: int | None
    label: Text
    at_least: float

    def holds_in(self, year: int) -> bool:
        """Tell whether the threshold is in force in ``year``."""
        return self.year_from <= year and (self.year_to is None or year <= self.year_to)


@dataclass(frozen=True, kw_only=True)
class ScoreTable:
    """How a file of scores is laid out; headings are matched to framework.csv unless listed here."""

    file: str
    layout: Layout
    decimal: Decimal
    source: str
    sheet: str
    unit_column: str
    criterion_column: str
    points_column: str
    printed: Mapping[str, str]
    ignore: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """The rules of an index and the folder that holds its data."""

    code: str
    name: Text
    province: Text
    constructed: bool
    decimals: int
    not_applicable: NotApplicableRule
    ties: TieRule
    ranks_use: Literal["full", "printed"]
    first_round: int | None
    weights_known: bool
    printed_decimal: Decimal
    blocks: Mapping[str, Block]
    bands: tuple[Band, ...]
    tables: tuple[ScoreTable, ...]
    marks: Mapping[str, str]
    folder: Path

    def bands_in(self, year: int, block: str) -> tuple[Band, ...]:
        """Return the bands of a block in a year, highest threshold first."""
        bands = [band for band in self.bands if band.block == block and band.holds_in(year)]
        return tuple(sorted(bands, key=lambda band: -band.at_least))


def read_scheme(folder: Path) -> Scheme:
    """Read ``folder/scheme.toml``.

    Raises
    ------
    DefinitionError
        A key is missing, misspelt or of the wrong type, or a rule is not one parkit knows.
    """
    top = read_toml(folder / "scheme.toml")
    top.only(
        *("code", "name", "province", "constructed", "decimals", "not_applicable", "ties", "ranks_use"),
        *("first_round", "weights_known", "printed_decimal", "blocks", "bands", "tables", "marks"),
    )
    blocks = _blocks(top.table("blocks"))
    return Scheme(
        code=_code(top, folder),
        name=top.text("name"),
        province=top.text("province"),
        constructed=top.get("constructed", bool),
        decimals=top.get("decimals", int, 2),
        not_applicable=cast("NotApplicableRule", top.choice("not_applicable", NOT_APPLICABLE_RULES, "rebase")),
        ties=cast("TieRule", top.choice("ties", TIE_RULES, "1224")),
        ranks_use=cast("Literal['full', 'printed']", top.choice("ranks_use", ("full", "printed"), "full")),
        first_round=top.get("first_round", int) if "first_round" in top.values else None,
        weights_known=top.get("weights_known", bool, True),
        printed_decimal=cast("Decimal", top.choice("printed_decimal", (",", "."), ",")),
        blocks=blocks,
        bands=tuple(_band(row, blocks) for row in top.tables("bands")),
        tables=tuple(_table(row) for row in top.tables("tables")),
        marks=_marks(top.table("marks")),
        folder=folder,
    )


def _code(top: Settings, folder: Path) -> str:
    code = top.get("code", str)
    if not CODE.fullmatch(code) or code != folder.name:
        raise top.error("code_is_not_folder", found=code, expected=folder.name)
    return code


def _blocks(settings: Settings) -> dict[str, Block]:
    if not settings.values:
        raise settings.error("missing_key", key="<block>")
    blocks = {}
    for code in settings.values:
        row = settings.table(code)
        row.only("name", "short")
        if not CODE.fullmatch(code):
            raise row.error("bad_key_code", found=code)
        blocks[code] = Block(code=code, name=row.text("name"), short=row.text("short"))
    return blocks


def _band(row: Settings, blocks: Mapping[str, Block]) -> Band:
    row.only("block", "from", "to", "vi", "en", "at_least")
    return Band(
        block=row.choice("block", blocks),
        year_from=row.get("from", int),
        year_to=row.get("to", int) if "to" in row.values else None,
        label=Text(vi=row.get("vi", str), en=row.get("en", str)),
        at_least=row.get("at_least", float),
    )


def _table(row: Settings) -> ScoreTable:
    row.only("file", "layout", "decimal", "source", "sheet", "unit", "criterion", "points", "printed", "ignore")
    layout = cast("Layout", row.choice("layout", LAYOUTS))
    printed = row.table("printed")
    return ScoreTable(
        file=row.get("file", str),
        layout=layout,
        decimal=cast("Decimal", row.choice("decimal", (",", "."))),
        source=row.choice("source", SOURCES, "appraised"),
        sheet=row.get("sheet", str, ""),
        unit_column=nfc(row.get("unit", str)),
        criterion_column=nfc(row.get("criterion", str)) if layout == "long" else "",
        points_column=nfc(row.get("points", str)) if layout == "long" else "",
        printed={nfc(heading): printed.choice(heading, STATISTICS) for heading in printed.values},
        ignore=frozenset(nfc(str(heading)) for heading in row.get("ignore", list, [])),
    )


def _marks(settings: Settings) -> dict[str, str]:
    return {nfc(mark): settings.choice(mark, MARK_STATES) for mark in settings.values}
