"""The SVG file of a figure is that of savefig, made with each text measured once."""

import io

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.textpath import text_to_path

from parkit.report.svg_file import svg_file

NAMES = ["Sở Nội vụ", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Y tế"]
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def painted(size: float = 11) -> Figure:
    """Return a figure with names, a note, a formula and a legend."""
    figure = Figure(figsize=(5, 3), layout="constrained")
    axes = figure.subplots()
    axes.barh([0, 1, 2], [3, 2, 1], label="Điểm")
    axes.set_yticks([0, 1, 2], NAMES, fontsize=size)
    axes.annotate("Sở Y tế", (1, 2), xytext=(2, 1.5), arrowprops={"arrowstyle": "-"})
    axes.set_xlabel(r"$x_1$")
    axes.legend()
    return figure


def by_savefig(figure: Figure) -> str:
    """Return the file that matplotlib writes by itself, with the layout computed once."""
    FigureCanvasSVG(figure)
    figure.dpi = 72
    layout = figure.get_layout_engine()
    assert layout is not None
    layout.execute(figure)
    figure.set_layout_engine(None)
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata=NO_METADATA, facecolor=figure.get_facecolor())
    return file.getvalue()


def test_the_file_is_that_of_savefig() -> None:
    """Every byte is the same, for texts of several sizes and a formula."""
    with mpl.rc_context({"svg.hashsalt": "x", "svg.fonttype": "none"}):
        assert svg_file(painted()) == by_savefig(painted())


def test_a_text_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that two figures have in common, in two sizes, is measured for the first of them only."""
    measured: list[str] = []
    measure = text_to_path.get_text_width_height_descent

    def watched(s: str, *more: object, **named: object) -> object:
        measured.append(s)
        return measure(s, *more, **named)

    monkeypatch.setattr(text_to_path, "get_text_width_height_descent", watched)
    svg_file(painted())
    svg_file(painted(size=8))
    assert max(measured.count(name) for name in NAMES) <= 1
