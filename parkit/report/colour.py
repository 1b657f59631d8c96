"""The colours of figures and pages, in one place.

The series colours keep apart for readers who do not see red and green alike, and go from dark to light so
that a grey print keeps their order; each has at least 3:1 contrast with the paper. A figure names the light
colours; in the page they are CSS variables, so one drawing serves the light, the dark and the printed page.
Colour is never the only sign: label bars and lines directly.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#ffffff",
        "panel": "#f4f6f8",
        "ink": "#1c2733",
        "muted": "#566170",
        "rule": "#b9c2cc",
        "grid": "#dde2e8",
        "link": "#10508f",
        "series-1": "#15406a",
        "series-2": "#98305f",
        "series-3": "#1c8079",
        "series-4": "#c9822b",
        "context": "#8592a0",
        "good": "#17695c",
        "bad": "#a8321f",
        "step-1": "#e4eef6",
        "step-2": "#bad5e9",
        "step-3": "#7fb2d6",
        "step-4": "#3d7fb2",
        "step-5": "#154f80",
    }
)

DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#131a21",
        "panel": "#1b242d",
        "ink": "#e6ebf0",
        "muted": "#a3afbb",
        "rule": "#47535f",
        "grid": "#2c3742",
        "link": "#8fc1f0",
        "series-1": "#a9d3f7",
        "series-2": "#ec9ab9",
        "series-3": "#3aa899",
        "series-4": "#a86c1a",
        "context": "#66727f",
        "good": "#63c7b2",
        "bad": "#f08f7c",
        "step-1": "#1d2e3d",
        "step-2": "#26496a",
        "step-3": "#34709f",
        "step-4": "#6fabd8",
        "step-5": "#b9dcf7",
    }
)

PAPER: Final = LIGHT["paper"]
INK: Final = LIGHT["ink"]
MUTED: Final = LIGHT["muted"]
GRID: Final = LIGHT["grid"]
RULE: Final = LIGHT["rule"]
CONTEXT: Final = LIGHT["context"]
GOOD: Final = LIGHT["good"]
BAD: Final = LIGHT["bad"]
SERIES: Final = tuple(LIGHT[f"series-{place}"] for place in range(1, 5))
STEPS: Final = tuple(LIGHT[f"step-{place}"] for place in range(1, 6))


def css_variables(colours: Mapping[str, str]) -> str:
    """Return the declarations of ``colours`` as CSS variables.

    >>> css_variables({"ink": "#1c2733"})
    '--ink:#1c2733;'
    """
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def css_reference(colour: str) -> str | None:
    """Return the CSS variable of a light colour, with what to use where the page's style is not at hand.

    Ink follows the text around the figure, so a figure stays readable in a notebook with a dark theme.

    >>> css_reference("#15406a"), css_reference(INK), css_reference("#123456")
    ('var(--series-1,#15406a)', 'var(--ink,currentColor)', None)
    """
    name = next((name for name, value in LIGHT.items() if value == colour.lower()), None)
    if name is None:
        return None
    return f"var(--{name},{'currentColor' if name == 'ink' else colour})"
