"""A matplotlib figure as inline SVG: the same bytes every time, in the house style, readable in every theme.

Letters stay letters, set in the subset of DejaVu Sans that the page carries (the font the drawing was
measured with), so they look the same on every machine, can be searched and cost a tenth of outlines. Nothing
is trimmed after drawing: the layout is computed inside the given size, which is faster and keeps figures of
one kind alike.
"""

import html
import re
import textwrap
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from parkit.model.language import Lang, format_number
from parkit.report import colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

Painter = Callable[..., object]

WIDTH: Final = 5.0
"""As wide as a phone shows with letters in full size."""

SIZE: Final = (WIDTH, 4.0)
FONT: Final = "Parkit Figure"
LEAST: Final = 10.0
"""The least height of a letter in pixels."""

# Sizes in points of 1/72 inch, which are also the units of the SVG's own coordinates.
HOUSE_STYLE: Final[dict[str, Any]] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "axes.labelsize": 10,
    "axes.titlesize": 11,
    "xtick.labelsize": 11,
    "ytick.labelsize": 10,
    "legend.fontsize": 11,
    "text.color": colour.INK,
    "axes.labelcolor": colour.MUTED,
    "axes.titlecolor": colour.INK,
    "xaxis.labellocation": "right",
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "xtick.color": colour.MUTED,
    "ytick.color": colour.MUTED,
    "xtick.labelcolor": colour.MUTED,
    "ytick.labelcolor": colour.INK,
    "xtick.bottom": False,
    "ytick.left": False,
    "axes.edgecolor": colour.RULE,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "axes.axisbelow": True,
    "grid.color": colour.GRID,
    "grid.linewidth": 0.8,
    "grid.linestyle": "-",
    "lines.linewidth": 2.0,
    "lines.markersize": 6,
    "lines.solid_capstyle": "round",
    "patch.edgecolor": "none",
    "patch.linewidth": 0,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "text.parse_math": False,  # a name may hold two dollar signs and is no formula
    "path.simplify": True,
}

_PAPER: Final = 215  # millimetres that a page has for the height of a drawing
_FULL, _SMALLEST = 0.29, 0.175  # millimetres of a unit on paper
_LETTERS: Final = (40, 20, 10)
"""To how many letters names are cut, one after the other, until a figure has room."""

_LETTERS_AN_INCH: Final = 8.5
_NO_ROOM: Final = "constrained_layout not applied"
_FONT_STACK: Final = f"'{FONT}','DejaVu Sans',system-ui,sans-serif"


def draw(
    exhibit_id: str,
    title: str,
    alt: str,
    painter: Painter,
    *,
    size: tuple[float, float] = SIZE,
    panels: tuple[int, int] = (1, 1),
    share_y: bool = False,
    heights: Sequence[float] | None = None,
) -> str:
    """Let ``painter`` draw in the house style and return the figure as an SVG element.

    Parameters
    ----------
    exhibit_id : str
        The exhibit's id: the ids inside the drawing begin with it.
    title, alt : str
        The finding, and what the drawing says in words; they become the title and description of the element.
    painter : callable
        Called with each axes as an argument: ``painter(axes)``, or ``painter(left, right)`` for two panels.
        Colours come from ``parkit.report.colour`` (give seaborn ``saturation=1``, or it changes them).
    size : tuple of float
        Width and height in inches, for letters of 11 points. The width is ``WIDTH`` unless there is a reason.
    panels : tuple of int
        Rows and columns of axes.
    share_y : bool
        Give the panels one scale.
    heights : sequence of float, optional
        How high each row of panels is beside the others.

    Notes
    -----
    The figure never enters pyplot, so there is nothing to close.
    """
    import matplotlib as mpl
    from cycler import cycler
    from matplotlib.figure import Figure

    style: Any = {**HOUSE_STYLE, "svg.hashsalt": exhibit_id, "axes.prop_cycle": cycler(color=colour.SERIES)}
    with mpl.rc_context(style):
        figure = Figure(figsize=size, layout="constrained")
        grid = figure.subplots(*panels, sharey=share_y, squeeze=False, height_ratios=heights)
        painter(*grid.flat)
        _break_labels(figure)
        return inline(_save_fitting(figure), exhibit_id, title, alt)


def _break_labels(figure: "Figure") -> None:
    """Break the names of the axes along the bottom where they are longer than the drawing is wide."""
    for axes in figure.axes:
        letters = int(_LETTERS_AN_INCH * figure.get_figwidth())
        axes.set_xlabel("\n".join(textwrap.wrap(axes.get_xlabel(), letters)))


def rows_size(rows: int, *, lines: int = 1, extra: float = 0.6) -> tuple[float, float]:
    """Return the size of a figure with one horizontal bar for each of ``rows`` labels of ``lines`` lines.

    >>> rows_size(8)
    (5.0, 3.32)
    """
    return WIDTH, round(extra + rows * (0.34 if lines == 1 else 0.19 * lines), 2)


def number_ticks(axis: "Axis", lang: Lang, *, decimals: int = 0, unit: str = "", sign: bool = False) -> None:
    """Print the numbers along ``axis`` in the format of ``lang``, followed by ``unit``.

    Ticks that matplotlib chose move to numbers that ``decimals`` can print: 82.5 must not read 83.
    """
    from matplotlib.ticker import AutoLocator, MaxNLocator

    if isinstance(axis.get_major_locator(), AutoLocator):
        axis.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 5, 10], integer=decimals == 0))
    axis.set_major_formatter(lambda value, _: format_number(value, decimals, lang, sign=sign) + unit)


def inline(svg: str, exhibit_id: str, title: str, alt: str) -> str:
    """Turn the SVG file that matplotlib wrote into an element for the page.

    Parameters
    ----------
    svg : str
        The file.
    exhibit_id : str
        What its ids begin with, so that two drawings on a page do not share one.
    title, alt : str
        The accessible name and description.

    Examples
    --------
    >>> file = '<?xml version="1.0"?><svg width="9pt" viewBox="0 0 9 9"><path style="fill: #15406a"/></svg>'
    >>> inline(file, "x", "T", "A").splitlines()[-2]
    '<path style="fill:var(--series-1,#15406a)"/>'
    """
    body = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if box is None:
        message = "matplotlib wrote an SVG file without a view box"
        raise ValueError(message)
    body = re.sub(r"<style.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r"<[^>]+>", lambda tag: _short_tag(tag[0]), _prefixed(body, exhibit_id))
    body = re.sub(r"<defs>\s*</defs>|\n\s*(?=\n|<)", "", body)
    smallest = min(map(float, re.findall(r"font-size:([\d.]+)px", body)), default=LEAST)
    return f"{_opening(exhibit_id, title, alt, float(box[1]), float(box[2]), smallest)}\n{body.strip()}\n</svg>"


def _save_fitting(figure: "Figure") -> str:
    """Return the SVG file; where names leave no room to draw in, they end in "…", and the table has them whole."""
    from parkit.report.svg_file import svg_file

    for letters in _LETTERS:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=_NO_ROOM)
            with suppress(UserWarning):
                return svg_file(figure)
        for axes in figure.axes:
            _shorten(axes, letters)
    return svg_file(figure)


def _shorten(axes: "Axes", letters: int) -> None:
    """Cut the names in the title, the legend, along the axes and beside points to so many letters."""
    from matplotlib.ticker import FixedLocator

    legend = axes.get_legend()
    for text in (*(legend.get_texts() if legend else ()), axes.xaxis.label, axes.yaxis.label, *axes.texts):
        text.set_text(_cut(text.get_text(), letters))
    axes.set_title(_cut(axes.get_title(loc="left"), letters), loc="left")
    for axis in (axes.xaxis, axes.yaxis):
        if isinstance(axis.get_major_locator(), FixedLocator):
            axis.set_ticklabels([_cut(label.get_text(), letters) for label in axis.get_ticklabels()])


def _cut(text: str, letters: int) -> str:
    """Return a text that is no longer, on one line if it must be cut.

    >>> _cut("Sở Nông nghiệp", 8), _cut("Sở Y tế", 8)
    ('Sở Nông…', 'Sở Y tế')
    """
    return text if len(text) <= letters else f"{' '.join(text.split())[: letters - 1].rstrip()}…"


def _opening(exhibit_id: str, title: str, alt: str, width: float, height: float, smallest: float) -> str:
    name, description = f"{exhibit_id}-drawing", f"{exhibit_id}-description"
    # Letters of 11 units have 15 pixels at most; where the smallest would have less than LEAST, the drawing scrolls.
    # On paper letters of 11 units have 9 points, fewer where that brings a tall drawing onto one page; what would be
    # too small even so begins a page and goes on on the next.
    fitting = _PAPER / height
    kind, scale = ("long", _FULL) if fitting < _SMALLEST else ("whole", min(fitting, _FULL))
    fit = f"width:100%;min-width:{width * LEAST / smallest:.0f}px;max-width:{width * 1.4:.0f}px;height:auto"
    style = f"{fit};--printed:{width * scale:.0f}mm;font-family:{_FONT_STACK};stroke-linejoin:round"
    return (
        f'<svg class="{kind}" viewBox="0 0 {width:g} {height:g}" width="{width:g}pt" height="{height:g}pt" role="img"'
        f' aria-labelledby="{name} {description}" style="{style};fill:var(--ink,currentColor)">\n'
        f'<title id="{name}">{html.escape(title)}</title>\n'
        f'<desc id="{description}">{html.escape(alt)}</desc>'
    )


def _prefixed(body: str, exhibit_id: str) -> str:
    """Keep only the ids that something refers to, and make them the exhibit's own."""
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', body))
    body = re.sub(r' id="([^"]+)"', lambda i: f' id="{exhibit_id}-{i[1]}"' if i[1] in used else "", body)
    return re.sub(r'((?:href="|url\()#)', rf"\1{exhibit_id}-", body.replace("xlink:href", "href"))


def _short_tag(tag: str) -> str:
    """Round coordinates to hundredths, join path lines, and name colours by their CSS variables."""
    tag = re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), tag)
    tag = tag.replace(": ", ":").replace("; ", ";").replace(" \n", " ").replace("\n", " ")
    tag = tag.replace("font-family:'DejaVu Sans';", "").replace(";font-family:'DejaVu Sans'", "")
    tag = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", tag)
    return re.sub(r"#[0-9a-fA-F]{6}\b", lambda found: colour.css_reference(found[0]) or found[0], tag)
