from collections.abc import Mapping
from itertools import pairwise

import pytest

from parkit.report.colour import DARK, LIGHT

SERIES = [f"series-{place}" for place in range(1, 5)]
STEPS = [f"step-{place}" for place in range(1, 6)]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lightness(colour: str) -> float:
    """Return L* of CIELAB: what a grey print shows."""
    return 116 * luminance(colour) ** (1 / 3) - 16


def test_same_names() -> None:
    """Both themes define the same colours."""
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_text_contrast(theme: Mapping[str, str]) -> None:
    """Text has at least 4.5:1 on paper and panel (WCAG 1.4.3)."""
    for name in ("ink", "muted", "link", "good", "bad"):
        assert min(contrast(theme[name], theme[ground]) for ground in ("paper", "panel")) >= 4.5, name


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_drawing_contrast(theme: Mapping[str, str]) -> None:
    """Bars and lines have at least 3:1 on paper (WCAG 1.4.11)."""
    for name in (*SERIES, "context"):
        assert contrast(theme[name], theme["paper"]) >= 3, name


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("names", [SERIES, STEPS])
def test_grey_print_keeps_the_order(theme: Mapping[str, str], names: list[str]) -> None:
    """Neighbours differ in lightness by at least 8 of 100, always in one direction."""
    steps = [lightness(theme[after]) - lightness(theme[before]) for before, after in pairwise(names)]
    assert min(map(abs, steps)) >= 8
    assert len({step > 0 for step in steps}) == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_numbers_on_steps(theme: Mapping[str, str]) -> None:
    """Numbers in a heat map are readable: ink on the first three steps, paper on the others."""
    grounds = dict.fromkeys(STEPS[:3], "ink") | dict.fromkeys(STEPS[3:], "paper")
    for step, text in grounds.items():
        assert contrast(theme[step], theme[text]) >= 4, step
