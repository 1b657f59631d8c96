"""Turn the bytes of a CSV file into text: UTF-8, UTF-16, and the old Vietnamese code page of Windows (1258).

A code page fits almost any bytes, so it is accepted only where every letter it gives is one that Vietnamese or
English is written with; anything else is refused, never read as garbage.
"""

import codecs
import unicodedata
from typing import Final

_MARKS: Final = frozenset("“”‘’–—…·•°×÷±")
_FEWEST_ZEROS: Final = 8
_VOWELS: Final = "aăâeêioôơuưy"
_TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_LETTERS: Final = frozenset(
    form
    for vowel in _VOWELS
    for tone in _TONES
    for form in (unicodedata.normalize("NFC", vowel + tone), unicodedata.normalize("NFC", vowel + tone).upper())
) | frozenset("đĐ")


def decode(content: bytes) -> str:
    """Return the text of a file.

    Raises
    ------
    UnicodeDecodeError
        The bytes are in none of the known encodings; the error is that of reading them as UTF-8.

    Examples
    --------
    >>> decode("Sở Nội vụ".encode("utf-16"))
    'Sở Nội vụ'
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(content, "utf-16")
    if b"\0" in content:
        if content.count(0) * _FEWEST_ZEROS < len(content):  # Vietnamese has a zero in most of its letter pairs
            raise _zero_byte(content)
        return _utf16(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _code_page(content)
        if text is None:
            raise
        return text


def _utf16(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnicodeDecodeError(
            "utf-8", content, min(error.start, len(content) - 1), error.end, error.reason
        ) from error
    if "\0" in text:
        raise _zero_byte(content)
    return text


def _zero_byte(content: bytes) -> UnicodeDecodeError:
    place = content.index(b"\0")
    return UnicodeDecodeError("utf-8", content, place, place + 1, "a zero byte is no text")


def _code_page(content: bytes) -> str | None:
    """Return the bytes read as code page 1258, if nothing but Vietnamese comes out."""
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    strange = {character for character in text if ord(character) > 0xA0} - _LETTERS - _MARKS
    return None if strange else text
