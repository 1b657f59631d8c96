import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.model.language import Text, fold, format_number, nfc, pick, slug, sort_key

VOWELS = {
    "a": "aàảãáạăằẳẵắặâầẩẫấậ",
    "e": "eèẻẽéẹêềểễếệ",
    "i": "iìỉĩíị",
    "o": "oòỏõóọôồổỗốộơờởỡớợ",
    "u": "uùủũúụưừửữứự",
    "y": "yỳỷỹýỵ",
    "d": "dđ",
}


def test_two_forms_of_a_name_become_one() -> None:
    """A name typed with combining marks equals the same name typed with whole letters."""
    apart = unicodedata.normalize("NFD", "Sở Nội vụ")
    assert apart != "Sở Nội vụ"
    assert nfc(apart) == "Sở Nội vụ"


@pytest.mark.parametrize(
    "text", ["Sở\u00a0Nội  vụ ", "\ufeffSở Nội vụ", "Sở Nội vụ\u200b", "Sở\n Nội\tvụ", "Sở Nộ\u00adi vụ"]
)
def test_spaces_and_invisible_characters_do_not_count(text: str) -> None:
    """No-break spaces, line breaks and characters nobody can see make no other name."""
    assert nfc(text) == "Sở Nội vụ"


def test_case_does_not_count_but_tone_marks_do() -> None:
    """A name in capitals is the same name, but "Hoa", "Hòa" and "Hoà" are three."""
    assert fold("SỞ Y TẾ") == fold("Sở Y tế")
    assert len({fold("Hoa Binh"), fold("Hòa Bình"), fold("Hoà Bình")}) == 3


@pytest.mark.parametrize(("plain", "letters"), VOWELS.items())
def test_every_vietnamese_letter_has_its_plain_one(plain: str, letters: str) -> None:
    """Each Vietnamese letter, small or capital, composed or not, becomes its ASCII letter in an address."""
    for text in (letters, letters.upper(), unicodedata.normalize("NFD", letters)):
        assert slug(text) == plain * len(letters)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Đắk Lắk", "dak-lak"),
        ("Khối sở: 94,9 %", "khoi-so-94-9"),
        ("  Huyện Ý Yên  ", "huyen-y-yen"),
        ("Sở LĐ-TB&XH", "so-ld-tb-xh"),
        ("‖", ""),
    ],
)
def test_an_address_holds_only_plain_words(text: str, address: str) -> None:
    """A title becomes lower-case ASCII words joined by hyphens."""
    assert slug(text) == address


@given(st.text(max_size=30))
def test_an_address_is_always_plain_and_stable(text: str) -> None:
    """Any text gives an ASCII address, which stays the same when taken again."""
    address = slug(text)
    assert address.isascii()
    assert slug(address) == address


def test_names_sort_as_in_a_vietnamese_dictionary() -> None:
    """D stands before Đ, A before Ă before Â, and tones go level, falling, asking, tumbling, sharp, heavy."""
    expected = [
        "An Giang", "Ăn", "Ân Thi", "Ba Vì", "Da", "Duy Tiên", "Đà Bắc", "Ê Đê", "Gia Lai", "Hải Hậu", "Lạc Sơn",
        "ma", "mà", "mả", "mã", "má", "mạ", "Nam Trực", "Nghĩa Hưng", "Ong", "Ông", "Ơn", "Tu", "Tư", "Vụ Bản", "Ý Yên",
    ]  # fmt: skip
    mixed = sorted(expected, key=lambda name: unicodedata.normalize("NFD", name)[::-1])
    assert mixed != expected
    assert sorted(mixed, key=sort_key) == expected


def test_letters_outweigh_tones() -> None:
    """The tone of an early letter decides only between names of the same letters."""
    assert sorted(["Hòa Bình", "Hoa Lư", "Hóa An"], key=sort_key) == ["Hóa An", "Hòa Bình", "Hoa Lư"]


@given(st.lists(st.text(max_size=8), max_size=6))
def test_any_texts_can_be_sorted(texts: list[str]) -> None:
    """The order never fails, whatever the characters, and does not depend on the order before."""
    backwards = list(reversed(texts))
    forms = [[nfc(text) for text in sorted(given, key=sort_key)] for given in (texts, backwards)]
    assert forms[0] == forms[1]


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (12.56, 2, "12,56", "12.56"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1234567.0, 0, "1.234.567", "1,234,567"),
        (2.675, 2, "2,68", "2.68"),
        (-7.32, 2, "−7,32", "−7.32"),
        (-0.001, 2, "0,00", "0.00"),
        (100.0, 0, "100", "100"),
        (math.nan, 2, "–", "–"),
    ],
)
def test_numbers_are_printed_as_the_reader_writes_them(value: float, decimals: int, vi: str, en: str) -> None:
    """Vietnamese has the decimal comma, English the point; an unknown number is a dash and zero has no sign."""
    assert format_number(value, decimals, "vi") == vi
    assert format_number(value, decimals, "en") == en


@pytest.mark.parametrize(("value", "text"), [(1.83, "+1,83"), (-1.83, "−1,83"), (0.0, "0,00"), (0.004, "0,00")])
def test_a_change_shows_its_sign(value: float, text: str) -> None:
    """A change is printed with plus or minus, and no change with neither."""
    assert format_number(value, 2, "vi", sign=True) == text


def test_a_wording_travels_in_both_languages() -> None:
    """Two wordings joined in one cell come apart again; a plain text is the same in both."""
    both = Text(vi="khối sở", en="departments").both()
    assert (pick(both, "vi"), pick(both, "en")) == ("khối sở", "departments")
    assert (pick("x", "vi"), pick("x", "en")) == ("x", "x")
    assert (Text(vi="sở", en="department").get("vi"), Text(vi="sở", en="department").get("en")) == ("sở", "department")
