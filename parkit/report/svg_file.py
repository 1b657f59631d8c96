"""A matplotlib figure as the text of an SVG file, laid out once and each text measured once.

Measuring texts is most of what a figure costs. ``savefig`` measures with one renderer for the layout and with another
to draw, and matplotlib forgets what a renderer measured; here one renderer does both, and texts that several figures
of a page have in common are measured once. The file is the same to the byte as that of ``savefig``.
"""

import io
from functools import lru_cache
from typing import Any, Final

from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

_DPI: Final = 72  # what an SVG file is written with
_NO_METADATA: Final = {"Date": None, "Creator": None, "Format": None, "Type": None}
_TEXTS: Final = 16_384

Extent = tuple[float, float, float]


def svg_file(figure: Figure) -> str:
    """Return the SVG file of a figure; its layout is computed, within its size, and then kept."""
    canvas = _Canvas(figure)
    layout = figure.get_layout_engine()
    if layout is not None:
        layout.execute(figure)
        figure.set_layout_engine(None)
    renderer = canvas.get_renderer()
    figure.draw(renderer)
    renderer.finalize()  # type: ignore[no-untyped-call]
    return canvas.file.getvalue()


class _Canvas(FigureCanvasSVG):
    """A canvas whose one renderer measures for the layout and writes the file."""

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        figure.dpi = _DPI
        self.file = io.StringIO()
        width, height = figure.get_size_inches() * _DPI
        self._renderer = _Renderer(width, height, self.file, metadata=_NO_METADATA)  # type: ignore[no-untyped-call]

    def get_renderer(self) -> "_Renderer":
        return self._renderer


class _Renderer(RendererSVG):
    """A renderer that asks for the extent of a text once, whatever its size: letters grow in proportion."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Extent:  # noqa: ANN401
        if ismath:
            found: Extent = super().get_text_width_height_descent(s, prop, ismath)  # type: ignore[no-untyped-call]
            return found
        size = prop.get_size_in_points() / text_to_path.FONT_SCALE
        shape = prop.copy()
        shape.set_size(text_to_path.FONT_SCALE)
        width, height, descent = _extent(s, shape)
        return width * size, height * size, descent * size


@lru_cache(_TEXTS)
def _extent(text: str, shape: FontProperties) -> Extent:
    found: Extent = text_to_path.get_text_width_height_descent(text, shape, ismath=False)
    return found
