"""The text of a cell, a sheet or a file as it goes on from here: one form of each letter, and nothing unseen in it."""

from functools import lru_cache
from typing import Final

from parkit.model.language import nfc
from parkit.model.visible import visible

_REMEMBERED: Final = 65_536  # score sheets repeat the same names thousands of times


@lru_cache(maxsize=_REMEMBERED)
def cell_text(text: str) -> str:
    r"""Return what a cell holds, composed, without space at its ends; control characters are shown by their number.

    >>> cell_text(" Sở\u202e  Y tế\x07 ")
    'Sở[U+202E] Y tế[U+0007]'
    """
    return visible(nfc(text))
