"""Vietnamese and English text: one form of each letter, an order, a slug, and numbers as people print them.

Files arrive with composed and decomposed letters mixed, so everything read is put in the composed form (NFC).
Python's own order puts "Đ" after "Z"; Vietnamese readers expect the dictionary order, which needs no locale here.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from parkit.model.decimals import decimal_text

Lang = Literal["vi", "en"]
LANGS: Final[tuple[Lang, ...]] = ("vi", "en")

_REMEMBERED: Final = 65_536  # texts whose form is kept: score sheets repeat the same names thousands of times
_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_DASH: Final = "–"
_BOTH: Final = " ‖ "
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_STROKED: Final = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})


@dataclass(frozen=True, kw_only=True)
class Text:
    """One wording in both languages."""

    vi: str
    en: str

    def get(self, lang: Lang) -> str:
        """Return the wording in ``lang``.

        >>> Text(vi="sở", en="department").get("en")
        'department'
        """
        return self.vi if lang == "vi" else self.en

    def both(self) -> str:
        """Return both wordings in one text, which ``pick`` takes apart again.

        >>> pick(Text(vi="sở", en="department").both(), "vi")
        'sở'
        """
        return f"{self.vi}{_BOTH}{self.en}"


def pick(text: str, lang: Lang) -> str:
    """Return the part of a two-language text that is in ``lang``; a plain text is returned as it is."""
    vi, found, en = text.partition(_BOTH)
    return en if found and lang == "en" else vi


@lru_cache(maxsize=_REMEMBERED)
def nfc(text: str) -> str:
    """Return ``text`` with composed letters, single spaces, no space at either end and no invisible character.

    >>> nfc("  Nam  Định ")
    'Nam Định'
    """
    if text.isascii():  # nothing to compose and nothing invisible: codes, numbers and empty cells are most of a file
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Return the form in which two spellings of one name are equal: case, spaces and letter form removed.

    Tone marks stay, since "Hoa" and "Hòa" are different names.

    >>> fold("Sở  NỘI VỤ") == fold("sở nội vụ")
    True
    """
    return nfc(text).casefold()


@lru_cache(maxsize=_REMEMBERED)
def slug(text: str) -> str:
    """Return ``text`` as lower-case ASCII words joined by hyphens; "Đ" becomes "d" before accents are dropped.

    >>> slug("Đắk Lắk: năm 2018")
    'dak-lak-nam-2018'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_STROKED)).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return a key that sorts Vietnamese as a dictionary does: letters first, tones second, case last.

    >>> sorted(["Ý Yên", "Đà Bắc", "Duy Tiên", "Ba Vì"], key=sort_key)
    ['Ba Vì', 'Duy Tiên', 'Đà Bắc', 'Ý Yên']
    """
    letters: list[int] = []
    tones: list[int] = []
    for character in nfc(text).lower():
        letter, tone = _split_tone(character)
        letters.append(_ALPHABET.index(letter) + 200 if letter in _ALPHABET else ord(letter))
        tones.append(tone)
    return tuple(letters), tuple(tones), nfc(text)


def _split_tone(character: str) -> tuple[str, int]:
    marks = unicodedata.normalize("NFD", character)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)), tone


def format_number(value: float, decimals: int, lang: Lang, *, sign: bool = False) -> str:
    """Print a number as readers of ``lang`` write it, rounded half away from zero on its decimal digits.

    Parameters
    ----------
    value : float
        The number; NaN is printed as a dash.
    decimals : int
        Digits after the decimal sign.
    lang : {"vi", "en"}
        Decimal comma and thousands point in Vietnamese, the reverse in English.
    sign : bool
        Print a plus sign before positive numbers, for changes.

    Examples
    --------
    >>> format_number(1234.5, 2, "vi"), format_number(1234.5, 2, "en")
    ('1.234,50', '1,234.50')
    >>> format_number(-2.705, 2, "en", sign=True)
    '−2.71'
    """
    if value != value:  # noqa: PLR0124  NaN is the one number that differs from itself
        return _DASH
    digits = decimal_text(abs(value), decimals)
    whole, _, fraction = digits.partition(".")
    comma, point = (".", ",") if lang == "vi" else (",", ".")
    grouped = f"{int(whole):,}".replace(",", comma)
    minus = value < 0 and any(digit in "123456789" for digit in digits)
    before = "−" if minus else "+" if sign and any(digit in "123456789" for digit in digits) else ""
    return before + grouped + (point + fraction if fraction else "")
