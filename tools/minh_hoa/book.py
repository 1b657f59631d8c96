"""What one file shows of the truth: a year and a block, the lines it prints, and the value of each cell."""

from collections.abc import Callable
from dataclasses import dataclass

from .scores import Key, Score, Scores
from .sheet import Place, Sheet, Value
from .tables import Line, Unit, framework, leaves, units_in

MARKS = {
    2016: "-",
    2017: "không áp dụng",
    2018: "-",
    2019: "x",
    2020: "-",
    2021: "Không áp dụng",
    2022: "-",
    2023: "x",
    2024: "-",
    2025: "không áp dụng",
}
"""How each year's files write that a criterion does not apply to a unit."""

BLOCK_TITLES = {"so": "Khối sở", "huyen": "Khối huyện", "xa": "Khối xã"}
SOURCES = {"self": "Tự chấm", "appraised": "Thẩm định"}
SAID_OF = {"self": "total-self", "appraised": "total-appraised"}


@dataclass(frozen=True, kw_only=True)
class Book:
    """A year and block of the truth, as a file prints it."""

    year: int
    block: str
    scores: Scores
    absent: frozenset[str] = frozenset()

    @property
    def units(self) -> tuple[Unit, ...]:
        """Return the units of the block that sent their scores in the year."""
        return tuple(unit for unit in units_in(self.year, self.block) if unit.code not in self.absent)

    def leaves(self) -> tuple[Line, ...]:
        """Return the lines with points that no survey decides."""
        return tuple(line for line in leaves(self.year, self.block) if line.source == "appraised")

    def lines(self, *, survey: bool = False, everything: bool = False) -> list[Line]:
        """Return the lines a sheet prints: without survey lines, and without those that do not apply to the block."""
        wanted = leaves(self.year, self.block) if survey else self.leaves()
        if everything:
            wanted = tuple(line for line in framework(self.year) if line.source == "appraised" or line in wanted)
        return [line for line in framework(self.year) if any(_covers(line, leaf) for leaf in wanted)]

    def score(self, unit: Unit, line: Line, source: str) -> Score | None:
        """Return a score of the truth, None where the line holds none."""
        return self.scores.get(Key(self.year, self.block, unit.code, line.code, source))

    def cell(self, unit: Unit, line: Line, source: str, write: Callable[[int], Value] | None = None) -> Value | int:
        """Return what a cell holds: the points, the mark of the year, or nothing."""
        score = self.score(unit, line, source)
        if score is None or score.state == "missing":
            return ""
        if score.points is None:
            return MARKS[self.year]
        return write(score.points) if write else score.points

    def total(self, unit: Unit, above: str, source: str) -> int | None:
        """Return the sum below a code (all for ""), None where nothing below has points."""
        parts = [self.score(unit, line, source) for line in self.leaves() if _below(line, above)]
        points = [part.points for part in parts if part is not None and part.points is not None]
        return sum(points) if points else None

    def sum_cell(self, unit: Unit, above: str, source: str) -> Value | int:
        """Return the printed sum below a code, or the mark where nothing below applies."""
        total = self.total(unit, above, source)
        if total is not None:
            return total
        return MARKS[self.year] if any(_below(line, above) for line in self.leaves()) else ""


def _below(line: Line, above: str) -> bool:
    return not above or line.code.startswith(f"{above}.")


def _covers(line: Line, leaf: Line) -> bool:
    return f"{leaf.code}.".startswith(f"{line.code}.")


def put_heading(sheet: Sheet, width: int, title: str, subtitle: str) -> None:
    """Write the national header lines and the title above a table of ``width`` columns."""
    half = max(2, width // 2)
    for row, left, right in (
        (1, "UBND TỈNH MINH HỌA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (2, "TỔ CÔNG TÁC CẢI CÁCH HÀNH CHÍNH", "Độc lập - Tự do - Hạnh phúc"),
    ):
        sheet.put(row, 1, left, "title")
        sheet.merge(row, 1, row, half)
        sheet.put(row, half + 1, right, "title")
        sheet.merge(row, half + 1, row, width)
    for row, text, what in ((4, title, "title"), (5, subtitle, "subtitle")):
        sheet.put(row, 1, text, "title")
        sheet.merge(row, 1, row, width)
        sheet.mark(Place(what=what), row, 1)


def put_closing(sheet: Sheet, width: int, notes: list[str], year: int) -> None:
    """Write notes, date and signature lines below a table."""
    row = sheet.last_row + 2
    for note in notes:
        sheet.put(row, 1, note)
        sheet.merge(row, 1, row, width)
        row += 1
    right = max(2, width - 2)
    for offset, text in enumerate((f"Minh Họa, ngày 15 tháng 3 năm {year + 1}", "TỔ TRƯỞNG", "(Ký, ghi rõ họ tên)")):
        sheet.put(row + 1 + offset, right, text, "centre")
