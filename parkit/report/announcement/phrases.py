"""The phrases of an announcement: each turns one named quantity into words, always with its unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from parkit.analysis.precision import as_step
from parkit.model.catalogue import say
from parkit.model.language import Lang, format_number

ChangeUnit = Literal["percentage_points", "relative_index", "relative_points", "points", "percent_unstated", "unstated"]
Basis = Literal["same", "core", "unchecked"]

FULL: Final = 100.0


@dataclass(frozen=True, kw_only=True)
class Voice:
    """The language of a text and how many decimals its numbers have."""

    lang: Lang
    decimals: int = 2

    def say(self, key: str, **values: object) -> str:
        """Return a wording of ``words/announcement.toml``."""
        return say(f"announcement.{key}", self.lang, **values)

    def number(self, value: float, decimals: int | None = None) -> str:
        """Print a number as readers of the language write it."""
        return format_number(value, self.decimals if decimals is None else decimals, self.lang)


def percent(value: float, voice: Voice, *, decimals: int | None = None) -> str:
    """Print a level; a full 100 % stands without decimals, as offices print it.

    >>> percent(94.9, Voice(lang="vi")), percent(100.0, Voice(lang="vi")), percent(99.999, Voice(lang="en"))
    ('94,90%', '100%', '100.00%')
    """
    full = as_step(value) == as_step(FULL)
    return f"{voice.number(FULL if full else value, 0 if full else decimals)}%"


def points_of(points: float, maximum: float, voice: Voice, *, decimals: int | None = None) -> str:
    """Print points and the maximum they are out of.

    >>> points_of(12.56, 13.5, Voice(lang="vi")), points_of(7.9, 9, Voice(lang="en"), decimals=1)
    ('12,56/13,50 điểm', '7.9/9.0 points')
    """
    return voice.say("points", number=f"{voice.number(points, decimals)}/{voice.number(maximum, decimals)}")


def count(number: int, voice: Voice) -> str:
    """Print how many units there are; Vietnamese offices put a zero before a single digit.

    >>> count(4, Voice(lang="vi")), count(12, Voice(lang="vi")), count(1, Voice(lang="en"))
    ('04 đơn vị', '12 đơn vị', '1 unit')
    """
    return voice.say("unit" if number == 1 else "units", n=_digits(number, voice))


def count_of(number: int, total: int, voice: Voice) -> str:
    """Print how many units of a block.

    >>> count_of(4, 10, Voice(lang="vi")), count_of(16, 17, Voice(lang="en"))
    ('04/10 đơn vị', '16/17 units')
    """
    return voice.say("units", n=f"{_digits(number, voice)}/{_digits(total, voice)}")


def change(
    value: float,
    base: int,
    voice: Voice,
    *,
    unit: ChangeUnit = "percentage_points",
    basis: Basis = "same",
    decimals: int | None = None,
) -> str:
    """Say a change with its direction, its unit, the year it is measured from and what it rests on.

    Parameters
    ----------
    value : float
        The signed change.
    base : int
        The year it is measured from.
    voice : Voice
        Language and decimals.
    unit
        What the number counts; "percent_unstated" and "unstated" are printed changes whose source does not say whether
        they are percentage points, relative changes or points.
    basis : {"same", "core", "unchecked"}
        The same criteria in both years, the criteria the years have in common, or totals whose criteria are not known.
    decimals : int, optional
        Those of the voice if not given.

    Examples
    --------
    >>> change(-2.705, 2017, Voice(lang="vi"))
    'giảm 2,71 điểm phần trăm so với năm 2017'
    >>> change(0.001, 2017, Voice(lang="en"))
    'changed by less than 0.01 percentage points on 2017'
    """
    digits = voice.decimals if decimals is None else decimals
    size = voice.number(abs(value), digits)
    small = not any(digit in "123456789" for digit in size)
    way = "same" if as_step(value) == 0 else "hardly" if small else "up" if value > 0 else "down"
    number = voice.number(10.0**-digits, digits) if way == "hardly" else size
    amount = voice.say(f"amount_{unit}", number=number)
    clause = voice.say(f"change_{way}", amount=amount, base=base)
    return clause + (voice.say(f"basis_{basis}") if basis != "same" else "") + _unstated(unit, voice)


def direction(value: float, base: int, voice: Voice) -> str:
    """Say a printed direction of which no size is printed.

    >>> direction(-1, 2017, Voice(lang="vi"))
    'giảm so với năm 2017 (nguồn không nêu mức)'
    """
    return voice.say("direction_up" if value > 0 else "direction_down", base=base)


def band(label: str, low: float, high: float | None, units: int, voice: Voice) -> str:
    """Say how many units are in a group and from which to which index it goes.

    >>> band("Nhóm II", 80, 90, 5, Voice(lang="vi"))
    'Nhóm II (từ 80% đến dưới 90%): 05 đơn vị'
    """
    ends = {"low": _short(low, voice), "high": "" if high is None else _short(high, voice)}
    reach = voice.say("from_up" if high is None else "from_to", **ends)
    return f"{label} ({reach}): {count(units, voice)}"


def series(items: Iterable[str], voice: Voice) -> str:
    """Join items as the language does.

    >>> series(["khối sở", "khối huyện"], Voice(lang="vi"))
    'khối sở và khối huyện'
    """
    listed = list(items)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {voice.say('and')} {listed[-1]}"


def clauses(parts: Sequence[str]) -> str:
    """Join the clauses of a sentence that have commas of their own."""
    return "; ".join(part for part in parts if part)


def sentence(text: str) -> str:
    """Begin a sentence with a capital and end it with one full stop.

    >>> sentence("khối sở đạt 100%")
    'Khối sở đạt 100%.'
    """
    return text[:1].upper() + text[1:].rstrip(".") + "."


def inside(name: str) -> str:
    """Return a name as it stands inside a sentence; an abbreviation keeps its capitals.

    >>> inside("Khối sở"), inside("UBND tỉnh"), inside("PAR index")
    ('khối sở', 'UBND tỉnh', 'PAR index')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _digits(number: int, voice: Voice) -> str:
    return f"{number:02d}" if voice.lang == "vi" else str(number)


def _short(level: float, voice: Voice) -> str:
    """Print a threshold without decimals where it has none."""
    return f"{voice.number(level, 0 if level == int(level) else None)}%"


def _unstated(unit: ChangeUnit, voice: Voice) -> str:
    return voice.say(unit) if unit in ("percent_unstated", "unstated") else ""
