"""Who is assessed by whom, by which rules: scheme.toml read into frozen objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

from parkit.model.codes import CODE
from parkit.model.columns import SOURCES, STATISTICS
from parkit.model.language import Text, nfc
from parkit.model.numbers import Decimal
from parkit.model.options import AnalysisOptions, read_options
from parkit.model.tables import Settings, read_toml

NotApplicableRule = Literal["rebase", "full_marks", "zero"]
TieRule = Literal["1224", "dense", "consecutive"]
Layout = Literal["", "units_down", "criteria_down", "scorecard", "long"]

NOT_APPLICABLE_RULES: Final = ("rebase", "full_marks", "zero")
TIE_RULES: Final = ("1224", "dense", "consecutive")
LAYOUTS: Final = ("units_down", "criteria_down", "scorecard", "long")
ANSWERS: Final = ("A", "B", "C", "D")
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
    """How files of scores are laid out; headings are matched to framework.csv unless listed here.

    A table with ``unit_column`` is declared: one file, its headings as given. Any other is recognised by its
    content: ``file`` may then be a pattern such as ``*.xlsx``, and ``layout``, if given, is the only one accepted.
    """

    file: str = "*"
    years: frozenset[int] = frozenset()
    layout: Layout = ""
    decimal: Decimal = ","
    source: str = "appraised"
    sheet: str = ""
    unit_column: str = ""
    criterion_column: str = ""
    points_column: str = ""
    printed: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()

    @property
    def declared(self) -> bool:
        """Tell whether the headings are declared, not recognised."""
        return self.unit_column != ""

    def holds_in(self, year: int) -> bool:
        """Tell whether the table is used in ``year``; without ``years`` it is in all."""
        return not self.years or year in self.years


@dataclass(frozen=True, kw_only=True)
class Survey:
    """The file of survey results in each year's folder, and the share of a question's points each answer earns."""

    file: str
    worth: Mapping[str, float]


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
    survey: Survey
    self_above_appraised: float | None
    analysis: AnalysisOptions
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
        *("first_round", "weights_known", "printed_decimal", "blocks", "bands", "tables", "marks", "survey"),
        *("checks", "analysis"),
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
        tables=tuple(_table(row) for row in top.tables("tables")) or (ScoreTable(),),
        marks=_marks(top.table("marks")),
        survey=_survey(top.table("survey")),
        self_above_appraised=_limit(top.table("checks")),
        analysis=read_options(top.table("analysis")),
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
    """Read one table; without a unit column nothing but its file needs to be said."""
    row.only(
        *("file", "files", "years", "layout", "decimal", "source", "sheet"),
        *("unit", "criterion", "points", "printed", "ignore"),
    )
    layout = cast("Layout", row.choice("layout", LAYOUTS, "") if "layout" in row.values else "")
    declared = "unit" in row.values or ("file" in row.values and layout in _HEADED["unit"])
    headings = {
        f"{name}_column": nfc(row.get(name, str))
        for name in ("unit", "criterion", "points")
        if declared and layout in _HEADED[name]
    }
    printed = row.table("printed")
    return ScoreTable(
        file=row.file_name("files" if "files" in row.values else "file"),
        years=frozenset(_year(row, year) for year in row.get("years", list, [])),
        layout=layout,
        decimal=cast("Decimal", row.choice("decimal", (",", "."), None if declared else ",")),
        source=row.choice("source", SOURCES, "appraised"),
        sheet=row.get("sheet", str, ""),
        printed={nfc(heading): printed.choice(heading, STATISTICS) for heading in printed.values},
        ignore=frozenset(nfc(str(heading)) for heading in row.get("ignore", list, [])),
        **headings,
    )


_HEADED: Final = {"unit": ("units_down", "long"), "criterion": ("long",), "points": ("long",)}


def _year(row: Settings, year: object) -> int:
    if not isinstance(year, int) or isinstance(year, bool):
        raise row.error("wrong_key_type", key="years", found=year, expected="[2018, 2019]")
    return year


def _survey(settings: Settings) -> Survey:
    settings.only("file", "worth")
    worth = settings.table("worth")
    worth.only(*ANSWERS)
    shares = {answer: worth.get(answer, float) for answer in ANSWERS} if worth.values else {}
    return Survey(file=settings.file_name("file", "survey.csv"), worth=shares)


def _limit(settings: Settings) -> float | None:
    """Return by which share of the maximum a self-score may exceed the appraised one; None is no limit."""
    settings.only("self_above_appraised")
    return settings.get("self_above_appraised", float) if settings.values else None


def _marks(settings: Settings) -> dict[str, str]:
    return {nfc(mark): settings.choice(mark, MARK_STATES) for mark in settings.values}
