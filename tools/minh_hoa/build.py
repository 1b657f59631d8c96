"""All files of the scheme from the tables: truth first, then sheets, then dirt, then what describes them."""

import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from .answers import Survey, make_survey
from .block import indented_sheets, paired_sheet, units_down_sheets
from .book import Book
from .card import card_2019, card_2022, file_stem
from .definitions import corrections_file, framework_file, sources_file, table_bytes, units_file
from .dirt import File, Found, read_dirt, soil_files, soil_truth
from .export import FORMATS, SURVEY_FORMAT, export_sheet, survey_sheet, write_export
from .published import COLUMNS, published_rows
from .published import YEARS as PUBLISHED_YEARS
from .scores import Scores, add_self_scores, blocks_of, make_scores
from .tables import FOLDER, YEARS, plain, units_in
from .targets import meet_targets
from .xlsx import write_workbook

RAW = "data/raw/minh-hoa"
TRUTH = "tests/data/minh_hoa_truth.csv.gz"
DIRT = "tests/data/minh_hoa_dirt.csv"
TRUTH_COLUMNS = ("year", "block", "unit", "criterion", "source", "state", "points")
DIRT_COLUMNS = (
    *("kind", "file", "sheet", "cell", "unit", "criterion", "source", "found", "state", "points"),
    *("becomes", "problem", "severity"),
)
_BLOCK_SHEETS = {2016: paired_sheet, 2017: units_down_sheets, 2018: indented_sheets}
_CARDS = {2019: card_2019, 2022: card_2022}
_EXPORT_NAMES = {2020: ("diem",), 2021: ("xuat-phan-mem",), 2023: ("ket-qua",), 2024: ("diem",)}
_SENT_AGAIN = "-gui-lai"


@dataclass(frozen=True, kw_only=True)
class World:
    """The truth after the dirt took its part, and the survey answers."""

    scores: Scores
    survey: Survey

    def book(self, year: int, block: str) -> Book:
        """Return what the files of a year and block show."""
        present = {key.unit for key in self.scores if key.year == year}
        absent = frozenset(unit.code for unit in units_in(year, block) if unit.code not in present)
        return Book(year=year, block=block, scores=self.scores, absent=absent)

    def books(self, year: int) -> tuple[Book, ...]:
        """Return the books of all blocks of a year."""
        return tuple(self.book(year, block) for block in blocks_of(year))


def make_world() -> World:
    """Make the truth: scores, survey, targets, self-scores, and what the dirt leaves of them."""
    scores = make_scores()
    survey = make_survey(scores)
    meet_targets(scores)
    add_self_scores(scores)
    soil_truth(scores, survey, read_dirt())
    return World(scores=scores, survey=survey)


def make_files() -> dict[str, bytes]:
    """Return every file by its path in the repository."""
    world = make_world()
    files = {name: file for year in YEARS for name, file in _year_files(world, year)}
    clean = {name: _bytes(file) for name, file in files.items() if _edited(name)}
    found = soil_files(files, world.scores, read_dirt())
    written = {name: _bytes(file) for name, file in files.items()}
    written |= _copies(written, found)
    hashes = {name: sha256(body).hexdigest() for name, body in sorted(written.items())}
    described = _described(world, found, hashes, written)
    registered = hashes | {name: sha256(body).hexdigest() for name, body in clean.items()}
    described["SHA256SUMS"] = "".join(f"{value}  {name}\n" for name, value in sorted(registered.items())).encode()
    raw = {f"{RAW}/{name}": body for name, body in (written | described).items()}
    return dict(sorted(raw.items())) | {TRUTH: truth_file(world.scores), DIRT: dirt_file(found)}


def _described(
    world: World, found: Sequence[Found], hashes: Mapping[str, str], written: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the files that are no score sheets."""
    published = {f"{year}/published.csv": published_file(world.scores, year) for year in PUBLISHED_YEARS}
    frameworks = {f"{year}/framework.csv": framework_file(year) for year in YEARS}
    names = sorted({*written, *published, *frameworks})
    return {
        **published,
        **frameworks,
        "scheme.toml": (FOLDER / "scheme.toml").read_text(encoding="utf-8").encode(),
        "units.csv": units_file(),
        "corrections.toml": corrections_file(found, hashes),
        "SOURCES.toml": sources_file(names, found),
    }


def _year_files(world: World, year: int) -> Iterator[tuple[str, File]]:
    books = world.books(year)
    if year in _BLOCK_SHEETS:
        for book in books:
            yield f"{year}/khoi-{book.block}.xlsx", File(sheets=_BLOCK_SHEETS[year](book))
    elif year in _CARDS:
        yield from _cards(books)
    else:
        yield from _exports(books)
    sheet = survey_sheet(books, world.survey)
    yield f"{year}/survey.csv", File(sheets=[sheet], form=SURVEY_FORMAT)


def _cards(books: Sequence[Book]) -> Iterator[tuple[str, File]]:
    copied = {dirt.file for dirt in read_dirt() if dirt.write.startswith("copy-of:")}
    for book in books:
        for unit in book.units:
            name = f"{book.year}/{file_stem(unit, book.year)}.xlsx"
            sent = name.replace(".xlsx", f"{_SENT_AGAIN}.xlsx") if name in copied else name
            yield sent, File(sheets=_CARDS[book.year](book, unit))


def _exports(books: Sequence[Book]) -> Iterator[tuple[str, File]]:
    """Put both blocks of a year into one file, except in 2025."""
    year = books[0].year
    if year in _EXPORT_NAMES:
        groups = [(_EXPORT_NAMES[year][0], list(books))]
    else:
        groups = [(f"diem-{book.block}", [book]) for book in books]
    for name, members in groups:
        yield f"{year}/{name}.csv", File(sheets=[export_sheet(members)], form=FORMATS[year])


def _bytes(file: File) -> bytes:
    return write_export(file.sheets[0], file.form) if file.form else write_workbook(file.sheets)


def _edited(name: str) -> bool:
    return any(dirt.kind == "edited_after" and dirt.file == name for dirt in read_dirt())


def _copies(written: Mapping[str, bytes], found: Sequence[Found]) -> dict[str, bytes]:
    orders = ((piece.dirt.file, piece.dirt.write.partition(":")) for piece in found)
    return {name: written[source] for name, (kind, _, source) in orders if kind == "copy-of"}


def published_file(scores: Scores, year: int) -> bytes:
    """Return published.csv of a year."""
    return table_bytes(COLUMNS, (list(row.values()) for row in published_rows(scores, year)))


def truth_file(scores: Scores) -> bytes:
    """Return the truth, compressed; criteria that do not apply to a whole block are not listed."""
    rows = (
        [*map(str, vars(key).values()), score.state, "" if score.points is None else plain(score.points)]
        for key, score in sorted(scores.items(), key=lambda item: item[0])
    )
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as archive:
        archive.write(table_bytes(TRUTH_COLUMNS, rows))
    return buffer.getvalue()


def dirt_file(found: Sequence[Found]) -> bytes:
    """Return the list of dirt with its places, for tests."""
    return table_bytes(DIRT_COLUMNS, map(_dirt_row, found))


def _dirt_row(piece: Found) -> list[str]:
    dirt = piece.dirt
    where = [dirt.kind, dirt.file, piece.sheet, piece.cell, dirt.unit, dirt.criterion, piece.source]
    return [*where, piece.written, dirt.state, dirt.points, piece.becomes, dirt.problem, dirt.severity]
