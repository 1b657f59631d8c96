import base64
import hashlib
import io
import re
import unicodedata
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont

from parkit.model.language import Lang
from parkit.report.colour import DARK, LIGHT
from parkit.report.frame import FONTS, TEMPLATE_FOLDER, font_sheet, format_date, frame_values, style_sheet


@pytest.mark.parametrize(
    ("date", "lang", "printed"),
    [
        ("2019-06-07", "vi", "7/6/2019"),
        ("2019-06-07", "en", "7 June 2019"),
        ("2019-06", "vi", "6/2019"),
        ("2019-06", "en", "June 2019"),
        ("2019", "en", "2019"),
        ("", "vi", ""),
    ],
)
def test_dates(date: str, lang: Lang, printed: str) -> None:
    """Dates are printed as far as they are known, in the language's order."""
    assert format_date(date, lang) == printed


def test_style_is_complete() -> None:
    """The style refers to no other file, fills every place, and uses only colours that both themes define."""
    sheet = style_sheet()
    assert re.findall(r"url\((?!data:)", sheet + font_sheet()) == []
    assert "/*" not in sheet
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", sheet)) - {"bar", "on-bar", "printed"}  # those of a bar, a drawing
    assert used <= LIGHT.keys() & DARK.keys()


def test_script_hash() -> None:
    """The security policy names the very script of the page."""
    values = frame_values("vi", "")
    digest = hashlib.sha256(str(values["script"]).encode()).digest()
    assert values["script_hash"] == base64.b64encode(digest).decode()


def test_words_in_both_languages() -> None:
    """The page offers the other language in that language."""
    values = frame_values("vi", "2019")
    assert values["other"] == "en"
    assert values["other_words"]["language_name"] == "English"  # type: ignore[index]


@pytest.fixture(scope="module", params=[("figure.woff", "DejaVuSans"), ("figure-bold.woff", "DejaVuSans-Bold")])
def fonts(request: pytest.FixtureRequest) -> tuple[TTFont, TTFont]:
    """Return a font that pages carry for their figures, and the one that matplotlib measures with."""
    name, drawn = request.param
    assert name in FONTS
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return TTFont(io.BytesIO((TEMPLATE_FOLDER / name).read_bytes())), TTFont(folder / f"{drawn}.ttf")


def test_font_has_every_vietnamese_letter(fonts: tuple[TTFont, TTFont]) -> None:
    """No reader sees a box: the font has every Vietnamese letter with every tone, and the signs of the figures."""
    tones = ["", *"\u0300\u0301\u0303\u0309\u0323"]
    letters = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in tones]
    needed = [*letters, *"đĐ0123456789.,%−–+/()“”▲▼✓✗○≥≤×"]
    assert [letter for letter in needed if ord(letter) not in fonts[0].getBestCmap()] == []


def test_font_has_the_widths_of_the_drawing(fonts: tuple[TTFont, TTFont]) -> None:
    """Labels are as wide as matplotlib measured them."""
    font, drawn = fonts
    own, theirs = font.getBestCmap(), drawn.getBestCmap()
    assert all(font["hmtx"][own[code]][0] == drawn["hmtx"][theirs[code]][0] for code in own)
