import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parkit.model.language import format_number
from parkit.model.numbers import (
    Change,
    NumberFormatError,
    Printed,
    parse_change,
    parse_fraction,
    parse_number,
    parse_percent,
)


def refusal(text: str, decimal: str) -> str:
    """Return the code with which a number is refused."""
    with pytest.raises(NumberFormatError) as caught:
        parse_number(text, decimal=decimal)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "decimal", "value", "decimals"),
    [
        ("12,56", ",", 12.56, 2),
        ("13,50", ",", 13.5, 2),
        ("4.0", ",", 4.0, 1),
        ("04", ",", 4.0, 0),
        ("1.234,5", ",", 1234.5, 1),
        ("1,234.5", ".", 1234.5, 1),
        ("1.234.567", ",", 1234567.0, 0),
        ("1,234,567.25", ".", 1234567.25, 2),
        ("0.125", ",", 0.125, 3),
        ("7,125", ",", 7.125, 3),
        ("7.125", ".", 7.125, 3),
        ("1234,5", ",", 1234.5, 1),
        ("  7,5\u00a0", ",", 7.5, 1),
        ("1\u00a0234,5", ",", 1234.5, 1),
        ("12 345 678", ",", 12345678.0, 0),
        ("-2,71", ",", -2.71, 2),
        ("\u22122,71", ",", -2.71, 2),
        ("+3,81", ",", 3.81, 2),
        ("0", ",", 0.0, 0),
    ],
)
def test_a_number_is_read_with_its_decimals(text: str, decimal: str, value: float, decimals: int) -> None:
    """A number as typed gives its value and how many decimals it was written with."""
    assert parse_number(text, decimal=decimal) == Printed(value, decimals)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("1.234", ","),
        ("12.345", ","),
        ("1,234", "."),
        ("1,234.5", ","),
        ("1.234,5", "."),
        ("1.23,4", ","),
        ("1,2,3", ","),
    ],
)
def test_a_number_with_two_readings_is_refused(text: str, decimal: str) -> None:
    """A separator that may be a thousands mark or a decimal sign is never guessed."""
    assert refusal(text, decimal) == "ambiguous_number"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "–",
        "KĐG",
        "abc",
        "7,5 điểm",
        "7,",
        ",5",
        "7 5",
        "12 56",
        "1 2345",
        "--5",
        "5-",
        "1e5",
        "94,9%",
        "nan",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    """Empty cells, marks, words and half numbers are no numbers, also two numbers with a space between."""
    assert refusal(text, ",") == "not_a_number"


def test_a_score_with_its_maximum_is_two_numbers() -> None:
    """The announcement's "3,36/4.0" mixes comma and point and is 3.36 of 4.0."""
    assert parse_fraction("3,36/4.0", decimal=",") == (Printed(3.36, 2), Printed(4.0, 1))


def test_a_count_of_units_keeps_no_leading_zero() -> None:
    """The announcement's "04/10" is 4 of 10 units."""
    assert parse_fraction("04/10", decimal=",") == (Printed(4.0, 0), Printed(10.0, 0))


@pytest.mark.parametrize("text", ["3,36", "3/4/5", "/4", "3/", "a/b"])
def test_a_fraction_needs_both_numbers(text: str) -> None:
    """A fraction with a part missing, or with three parts, is refused."""
    with pytest.raises(NumberFormatError):
        parse_fraction(text, decimal=",")


@pytest.mark.parametrize(("text", "expected"), [("94,9%", Printed(94.9, 1)), ("100 %", Printed(100.0, 0))])
def test_a_percentage_keeps_its_decimals(text: str, expected: Printed) -> None:
    """A percentage is read as printed, with or without a space before its sign."""
    assert parse_percent(text, decimal=",") == expected


@pytest.mark.parametrize("text", ["94,9", "%", "94,9 phần trăm"])
def test_a_percentage_needs_its_sign(text: str) -> None:
    """Without the sign % a number is not taken for a percentage."""
    with pytest.raises(NumberFormatError):
        parse_percent(text, decimal=",")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tăng 3,81%", Change(3.81, 2, "percent")),
        ("giảm 16%", Change(-16.0, 0, "percent")),
        ("Giảm 7,32 %", Change(-7.32, 2, "percent")),
        ("tăng 1,83 điểm", Change(1.83, 2, "points")),
        ("tăng 2,46 điểm %", Change(2.46, 2, "percentage_points")),
        ("tăng 7 bậc", Change(7.0, 0, "places")),
        ("giảm 01 bậc", Change(-1.0, 0, "places")),
    ],
)
def test_a_change_has_a_sign_and_a_unit(text: str, expected: Change) -> None:
    """The word gives the sign of a change, and what follows the number its unit."""
    assert parse_change(text, decimal=",") == expected


@pytest.mark.parametrize("text", ["3,81%", "tăng", "tăng 3,81", "tăng 3,81 phần", "tăng nhẹ 3%", "tăng 1.234%"])
def test_a_change_without_word_number_or_unit_is_refused(text: str) -> None:
    """A change that leaves its direction, size or unit open is refused."""
    with pytest.raises(NumberFormatError):
        parse_change(text, decimal=",")


@given(st.integers(-(10**10), 10**10), st.integers(1, 4))
@example(12345, 1)
@example(-5, 2)
def test_a_printed_number_is_read_back(digits: int, decimals: int) -> None:
    """What parkit prints with decimals, in Vietnamese or English, it reads back as the same number."""
    value = round(digits / 10**decimals, decimals)
    for lang, decimal in (("vi", ","), ("en", ".")):
        text = format_number(value, decimals, lang)
        assert parse_number(text, decimal=decimal) == Printed(value, decimals)


@given(st.text(alphabet="0123456789.,-+ %/", max_size=12), st.sampled_from(",."))
def test_any_text_is_a_number_or_refused(text: str, decimal: str) -> None:
    """No combination of digits and signs causes anything but a number or a refusal with a known code."""
    try:
        number = parse_number(text, decimal=decimal)
    except NumberFormatError:
        return
    assert 0 <= number.decimals < len(text)
