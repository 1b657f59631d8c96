import re
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes

from parkit.report import colour
from parkit.report.svg import draw, inline, number_ticks, rows_size

Reader = Callable[[str], Any]

ALT = "Biểu đồ thanh của hai lĩnh vực, 70 và 100."


def bars(axes: Axes) -> None:
    """Draw two bars with Vietnamese labels on two lines, and a marker that the file defines once and uses."""
    axes.barh(["Chỉ đạo,\nđiều hành", "Hiện đại hóa"], [93.04, 70.73], color=colour.SERIES[0])
    axes.plot([50, 60], [0, 1], marker="o", color=colour.BAD)
    axes.text(20, 0, "<b> & giảm", color=colour.PAPER)
    axes.set_xlim(0, 100)
    number_ticks(axes.xaxis, "vi", unit="%")


@pytest.fixture(scope="module")
def drawing() -> str:
    """Return the drawing of ``bars``."""
    return draw("area-bars", "Hiện đại hóa <thấp>", ALT, bars)


def test_same_bytes(drawing: str) -> None:
    """The same figure is the same text every time."""
    assert draw("area-bars", "Hiện đại hóa <thấp>", ALT, bars) == drawing


def test_accessible(drawing: str, read_html: Reader) -> None:
    """A drawing is one picture with a name and a description."""
    read = read_html(drawing)
    (svg,) = read.named("svg")
    assert svg["role"] == "img"
    assert svg["aria-labelledby"].split() == [read.named(tag)[0]["id"] for tag in ("title", "desc")]
    assert read.words("title") == ["Hiện đại hóa <thấp>"]
    assert read.words("desc") == [ALT]


def test_letters_stay_letters(drawing: str, read_html: Reader) -> None:
    """Labels are text that can be searched and read aloud, escaped."""
    assert {"Chỉ đạo,", "điều hành", "<b> & giảm", "100%"} <= set(read_html(drawing).words("text"))


def test_ids(drawing: str, read_html: Reader) -> None:
    """Every id begins with the exhibit's own, and every reference has its target."""
    ids = read_html(drawing).every("id")
    used = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', drawing)
    assert all(name.startswith("area-bars-") for name in ids)
    assert {one or other for one, other in used} <= set(ids)
    assert used


def test_no_shared_ids(drawing: str, read_html: Reader) -> None:
    """Two drawings can stand on one page."""
    read_html(drawing + draw("other", "Một hình khác", ALT, bars))


def test_colours_follow_the_page(drawing: str) -> None:
    """Every colour of the house style is a variable of the page, so the drawing follows its theme."""
    bare = re.sub(r"var\(--[a-z0-9-]+,[^)]+\)", "", drawing)
    assert "var(--series-1,#15406a)" in drawing
    assert "var(--ink,currentColor)" in drawing
    assert re.findall(r"#[0-9a-fA-F]{6}\b", bare) == []


def test_nothing_foreign(drawing: str) -> None:
    """A drawing holds no style sheet, which would apply to the whole page, no file header and no address."""
    for foreign in ("<style", "<?xml", "<!DOCTYPE", "<metadata", "http", "xlink", "DejaVu Sans' ", "NaN"):
        assert foreign not in drawing


def test_small(drawing: str) -> None:
    """A simple figure costs a few thousand letters."""
    assert len(drawing) < 8000


def test_panels(read_html: Reader) -> None:
    """A painter of two panels gets both axes."""
    drawing = draw("two", "Hai khối", ALT, lambda left, right: (bars(left), bars(right)), panels=(1, 2), share_y=True)
    assert read_html(drawing).words("text").count("100%") == 2


def test_settings_restored() -> None:
    """Drawing leaves matplotlib's settings as they were, and opens no figure that somebody must close."""
    from matplotlib import pyplot as plt

    before = dict(mpl.rcParams)
    draw("x", "T", ALT, bars)
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


def test_seaborn_keeps_the_palette() -> None:
    """A seaborn figure with full saturation has no colour outside the palette but its own error bars."""
    import seaborn as sns

    def paint(axes: Axes) -> None:
        sns.barplot(x=[1, 2], y=["a", "b"], ax=axes, color=colour.SERIES[1], saturation=1, errorbar=None)

    assert "var(--series-2,#98305f)" in draw("x", "T", ALT, paint)


def test_ticks_are_what_they_say() -> None:
    """A tick lies where its number says: none at 82.5 that reads 83."""

    def paint(axes: Axes) -> None:
        axes.plot([81.09, 93.82], [0, 1])
        number_ticks(axes.xaxis, "en")
        axes.set_yticks([])
        assert all(place == round(place) for place in axes.get_xticks())

    draw("x", "T", ALT, paint)


def test_chosen_ticks_stay() -> None:
    """Ticks that the painter chose stay where they are."""

    def paint(axes: Axes) -> None:
        axes.set_xticks([2016, 2018])
        number_ticks(axes.xaxis, "en", decimals=1)
        assert list(axes.get_xticks()) == [2016, 2018]

    draw("x", "T", ALT, paint)


def test_rows_size() -> None:
    """A row of two lines gets more room than a row of one."""
    assert rows_size(10, lines=2)[1] > rows_size(10)[1]


def test_broken_file() -> None:
    """A file without a view box is a bug, not a figure."""
    with pytest.raises(ValueError, match="view box"):
        inline("<svg></svg>", "x", "T", ALT)


@pytest.mark.parametrize(("letters", "least"), [("11", 360), ("8", 495)])
def test_letters_keep_their_size_on_a_phone(letters: str, least: int) -> None:
    """The drawing is no narrower than its smallest letters of 10 pixels need: 396 units · 10 / 11, and 10 / 8."""
    file = f'<svg viewBox="0 0 396 200"><text style="font-size: 14px"/><text style="font-size: {letters}px"/></svg>'
    assert f"min-width:{least}px" in inline(file, "x", "T", ALT)


@pytest.mark.parametrize(("height", "kind", "width"), [(400, "whole", 116), (1000, "whole", 86), (2000, "long", 116)])
def test_a_tall_drawing_shrinks_onto_a_page_of_paper(height: int, kind: str, width: int) -> None:
    """400 units wide: 0.29 mm a unit, less where that brings it onto a page, and a longer one goes on on the next."""
    drawing = inline(f'<svg viewBox="0 0 400 {height}"></svg>', "x", "T", ALT)
    assert f'class="{kind}"' in drawing
    assert f"--printed:{width}mm" in drawing


def test_names_that_leave_no_room_are_cut() -> None:
    """A title, a row or an axis with hundreds of letters ends in "…" rather than leaving nothing of the drawing."""

    def paint(axes: "Axes") -> None:
        axes.barh([0], [1])
        axes.set_yticks([0], ["Sở " + "W" * 90])
        axes.set_title("Khối " + "W" * 300)

    svg = draw("x", "T", "A", paint, size=(5.0, 1.2))
    assert "Khối WWW" in svg
    assert svg.count("…") >= 2
    assert "W" * 90 not in svg
