"""How much a file may hold, all in one place; docs/RELIABILITY.md tells people.

A file beyond a limit is refused with a sentence that names the limit. Every limit is far above what offices send
(5 000 units x 100 criteria is a workbook of 4 MB, 3 321 communes x 100 criteria x 10 years a csv of 200 MB), and low
enough that no file makes a laptop run out of memory.
"""

from typing import Final

MIB: Final = 2**20

MOST_BYTES: Final = 512 * MIB
"""The size of a file on the disk."""

MOST_UNPACKED: Final = 1024 * MIB
"""What all parts of a workbook unpack to: a sheet of ``MOST_CELLS`` numbers takes 800 MiB of XML."""

LITTLE_PACKED: Final = 64 * 1024
"""A packed part up to this size need not be unpacked to be counted: deflate makes at most 1 032 times as much of it."""

MOST_PARTS: Final = 4096
"""Files inside a workbook; one with a thousand sheets has about two thousand."""

MOST_SHEETS: Final = 1024
"""Sheets of a workbook: one for each unit of a province, with room."""

MOST_CELLS: Final = 20_000_000
"""Rows times columns, empty cells included, of all sheets together: a cell far out makes millions of empty ones."""

MOST_LIST_CELLS: Final = 40_000_000
"""Lines times cells of the widest line of a csv file: 3 321 units x 100 criteria x 10 years are 27 million."""

MOST_LETTERS: Final = 256 * MIB
"""The texts of all cells together: a workbook keeps a text once, however many cells show it."""

LONGEST_CELL: Final = 32_767
"""Letters of one cell; Excel itself takes no more."""

LONGEST_LINE: Final = 2 * MIB
"""Letters of a line of a csv file; 16 384 columns of a hundred letters each."""

WIDEST_LINE: Final = 16_384
"""Cells of a line of a csv file; Excel itself has no more columns."""

MOST_COMPARED: Final = 100
"""Unknown names of a file that are compared with all known ones to tell the closest; an honest file has a few."""

READING_MEMORY: Final = 3 * 1024 * MIB
"""What the process that reads xls, xlsb and ods may ask the system for, where the system can hold it to that."""

READING_SECONDS: Final = 120
"""How long that process may take."""
