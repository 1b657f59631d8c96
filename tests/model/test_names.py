import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkit.model.names import canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Huyện Mẫu Thủy", "Huyện Mẫu Thuỷ"),
        ("Đắk Lắk", "Ðắk Lắk"),
        ("Sở Nội vụ", "SỞ  NỘI\u00a0VỤ"),
        ("Sở Nội vụ", unicodedata.normalize("NFD", "Sở Nội vụ")),
        ("Thừa Thiên-Huế", "Thừa Thiên – Huế"),
        ("Sở Lao động - Thương binh và Xã hội", "Sở LĐ-TB&XH"),
        ("Sở Lao động - Thương binh và Xã hội", "Sở LĐTBXH"),
        ("Ea H’leo", "Ea H'leo"),
        ("Sở Kế hoạch và Đầu tư", "Sở KH&ĐT"),
        ("Sở Nông nghiệp và Phát triển nông thôn", "Sở NN&PTNT"),
        ("Thành phố Hòa Bình", "TP. Hoà Bình"),
        ("Thành phố Hòa Bình", "TP.Hòa Bình"),
        ("Huyện Ý Yên", "H. Ý Yên"),
        ("Huyện Ý Yên", "UBND huyện Ý Yên"),
        ("Huyện Ý Yên", "UBND H. Ý Yên"),
        ("Văn phòng UBND tỉnh", "VP Ủy ban nhân dân tỉnh"),
        ("Cải cách thủ tục hành chính", "Cải cách TTHC"),
        ("Sở Nội vụ", "Sở Nội vụ (1)"),
        ("Sở Nội vụ", "Sở Nội vụ*"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    """Letter form, tone placement, Đ and Ð, case, spaces, dashes, quotes and declared short forms do not matter."""
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoa", "Hòa"),
        ("Sở Nội vụ", "Sở Noi vụ"),
        ("Sở Nội vụ", "Sở Nội-vụ"),
        ("Sở Nội vụ", "Sở Nội vụ."),
        ("Huyện Mỹ Lộc", "Thành phố Mỹ Lộc"),
        ("Huyện Ý Yên", "Xã Ý Yên"),
        ("Krông Pắk", "Krông Pắc"),
        ("UBND tỉnh", "UBND huyện"),
    ],
)
def test_nothing_is_equal_by_likeness(one: str, other: str) -> None:
    """A letter, a tone or a kind of place makes another name."""
    assert canonical(one) != canonical(other)


@given(st.text(max_size=30))
def test_the_form_is_settled(text: str) -> None:
    """Any text has one form, and reading it again in capitals of composed letters gives a form as well."""
    assert canonical(text) == canonical(text)
    assert canonical(unicodedata.normalize("NFD", text)) == canonical(unicodedata.normalize("NFC", text))
