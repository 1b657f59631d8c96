"""Open a csv file: its lines and cells as texts, with bounded memory whatever the file holds."""

from collections.abc import Iterator
from pathlib import Path

from parkit.intake.encodings import decode
from parkit.intake.limits import LONGEST_LINE, MIB, MOST_LIST_CELLS, WIDEST_LINE
from parkit.intake.refusal import GridError
from parkit.intake.texts import cell_text
from parkit.model.delimited import QuoteError, each_row
from parkit.model.tables import line_of

Row = tuple[str, ...]


def list_rows(path: Path) -> tuple[Row, ...]:
    """Return the cells of a csv file.

    Raises
    ------
    GridError
        ``not_utf8``, ``broken_quotes``, ``line_too_long``, ``sheet_too_large`` or ``unreadable_file``.
    """
    try:
        content = path.read_bytes()
        _check_lines(content)
        return tuple(_bounded(decode(content)))
    except UnicodeDecodeError as error:
        raise GridError("not_utf8", found=str(line_of(error))) from error
    except QuoteError as error:
        raise GridError("broken_quotes", found=str(error.line)) from error
    except OSError as error:
        raise GridError("unreadable_file", found=str(error.strerror)) from error


def _check_lines(content: bytes) -> None:
    """Refuse a line of twice ``LONGEST_LINE`` or more, without looking at each line: each window holds a line end."""
    for start in range(0, len(content) - LONGEST_LINE, LONGEST_LINE):
        end = start + LONGEST_LINE
        if content.find(b"\n", start, end) < 0 and content.find(b"\r", start, end) < 0:
            line = content.count(b"\n", 0, start) + 1
            raise GridError("line_too_long", found=str(line), expected=f"{LONGEST_LINE // MIB} MiB")


def _bounded(text: str) -> Iterator[Row]:
    """Go through the lines with their cells cleaned; a text that comes again is kept once."""
    known: dict[str, str] = {}
    widest = 0
    for number, row in enumerate(each_row(text), 1):
        widest = max(widest, len(row))
        if widest > WIDEST_LINE:
            raise GridError("line_too_long", found=str(number), expected=f"{WIDEST_LINE}")
        if number * widest > MOST_LIST_CELLS:
            raise GridError("sheet_too_large", found=f"{number} × {widest}")
        yield tuple([known.setdefault(cell, cell_text(cell)) for cell in row])
