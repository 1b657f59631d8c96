"""Numbers as people type and print them: "12,56", "3,36/4.0", "04/10", "94,9%", "1.234,5", "tăng 3,81%".

Each column declares its decimal sign; nothing is guessed. A lone separator that is not the declared one and is
followed by exactly three digits ("1.234" where the comma is declared) could be a thousands mark or a decimal
sign, so it is refused; a space stands only between thousands. The number of decimals is kept: it says how
precise a printed figure is.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from parkit.model.language import nfc

Decimal = Literal[",", "."]
ChangeUnit = Literal["percent", "percentage_points", "points", "places"]

_DIGITS: Final = re.compile(r"[+\-−]?(\d{1,3}( \d{3})+(?!\d)|\d)[\d.,]*")
_CHANGE: Final = re.compile(
    r"(?P<way>tăng|giảm|up|down|increased by|decreased by)\s*(?P<number>[\d.,]+)\s*(?P<unit>.*)",
    re.IGNORECASE,
)
_WAYS: Final = {"tăng": 1, "up": 1, "increased by": 1, "giảm": -1, "down": -1, "decreased by": -1}
_UNITS: Final[dict[str, ChangeUnit]] = {
    "%": "percent",
    "điểm": "points",
    "points": "points",
    "điểm %": "percentage_points",
    "điểm phần trăm": "percentage_points",
    "percentage points": "percentage_points",
    "bậc": "places",
    "places": "places",
}


class NumberFormatError(ValueError):
    """Text that is no number in its declared format; ``code`` is the problem code it becomes."""

    def __init__(self, code: Literal["not_a_number", "ambiguous_number"], text: str) -> None:
        """Keep the problem code and the text as found."""
        super().__init__(f"{code}: {text!r}")
        self.code = code


@dataclass(frozen=True)
class Printed:
    """A number and how many decimals it was written with."""

    value: float
    decimals: int


@dataclass(frozen=True)
class Change:
    """A printed change: signed value, decimals, and the unit its wording gives."""

    value: float
    decimals: int
    unit: ChangeUnit


def parse_number(text: str, *, decimal: Decimal) -> Printed:
    """Read one number whose decimal sign is declared.

    Raises
    ------
    NumberFormatError
        ``not_a_number``, or ``ambiguous_number`` where two readings are possible.

    Examples
    --------
    >>> parse_number("1.234,50", decimal=","), parse_number("4.0", decimal=",")
    (Printed(value=1234.5, decimals=2), Printed(value=4.0, decimals=1))
    """
    spaced = nfc(text)
    if not _DIGITS.fullmatch(spaced):
        raise NumberFormatError("not_a_number", text)
    clean = spaced.replace(" ", "")
    sign = -1.0 if clean[0] in "-−" else 1.0
    whole, fraction = _split(clean.lstrip("+-−"), decimal, text)
    return Printed(sign * float(f"{whole}.{fraction or 0}"), len(fraction))


def _split(digits: str, decimal: Decimal, text: str) -> tuple[str, str]:
    """Separate whole and fractional digits, or refuse."""
    mark = "." if decimal == "," else ","
    if mark not in digits:
        return _at_decimal_sign(digits, decimal, text)
    head, _, tail = digits.partition(decimal)
    if re.fullmatch(rf"[1-9]\d{{0,2}}(\{mark}\d{{3}})+", head) and (decimal in digits or head.count(mark) > 1):
        return _at_decimal_sign(head.replace(mark, "") + (decimal + tail if decimal in digits else ""), decimal, text)
    if decimal in digits or digits.count(mark) > 1 or re.fullmatch(rf"[1-9]\d{{0,2}}\{mark}\d{{3}}", digits):
        raise NumberFormatError("ambiguous_number", text)
    return _at_decimal_sign(digits, mark, text)


def _at_decimal_sign(digits: str, sign: str, text: str) -> tuple[str, str]:
    whole, found, fraction = digits.partition(sign)
    if found and not fraction.isdecimal():
        raise NumberFormatError("ambiguous_number" if sign in fraction else "not_a_number", text)
    return whole, fraction


def parse_fraction(text: str, *, decimal: Decimal) -> tuple[Printed, Printed]:
    """Read "score/maximum" or "units/units".

    Examples
    --------
    >>> parse_fraction("3,36/4.0", decimal=",")
    (Printed(value=3.36, decimals=2), Printed(value=4.0, decimals=1))
    >>> parse_fraction("04/10", decimal=",")[0].value
    4.0
    """
    parts = text.split("/")
    if len(parts) != 2:
        raise NumberFormatError("not_a_number", text)
    return parse_number(parts[0], decimal=decimal), parse_number(parts[1], decimal=decimal)


def parse_percent(text: str, *, decimal: Decimal) -> Printed:
    """Read a percentage; the sign % must be there, so that a share is never read as percent.

    >>> parse_percent("94,9%", decimal=",")
    Printed(value=94.9, decimals=1)
    """
    clean = nfc(text)
    if not clean.endswith("%"):
        raise NumberFormatError("not_a_number", text)
    return parse_number(clean[:-1], decimal=decimal)


def parse_change(text: str, *, decimal: Decimal) -> Change:
    """Read "tăng 3,81%", "giảm 16%", "tăng 1,83 điểm", "tăng 7 bậc" with its sign and unit.

    >>> parse_change("giảm 7,32%", decimal=",")
    Change(value=-7.32, decimals=2, unit='percent')
    """
    match = _CHANGE.fullmatch(nfc(text))
    unit = _UNITS.get(match["unit"].strip().lower()) if match else None
    if match is None or unit is None:
        raise NumberFormatError("not_a_number", text)
    size = parse_number(match["number"], decimal=decimal)
    return Change(_WAYS[match["way"].lower()] * size.value, size.decimals, unit)
