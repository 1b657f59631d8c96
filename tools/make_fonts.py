"""Cut the fonts of the figures: DejaVu Sans as matplotlib ships it, with Vietnamese and the signs figures use.

Run after a new matplotlib changes its fonts: ``python tools/make_fonts.py`` (needs fontTools, which matplotlib brings).
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "parkit" / "report" / "template"
FONTS: Final = {"figure": "DejaVuSans", "figure-bold": "DejaVuSans-Bold"}
VIETNAMESE: Final = "ĂăĐđĨĩŨũƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
MARKS: Final = "\u0300\u0301\u0303\u0309\u0323"
SIGNS: Final = "–—‘’“”…•−≤≥×±≈≠→←↑↓▲▼●○✓✗■□◆Δ‰"
LATIN: Final = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))


def cut(source: str, target: Path) -> None:
    """Write the letters above of one of matplotlib's fonts as a compressed web font, without hints."""
    import matplotlib as mpl
    from fontTools import subset, ttLib

    options = subset.Options(hinting=False, layout_features=["kern", "mark", "ccmp"], name_IDs=[0, 1, 2, 13, 14])
    options.drop_tables += ["FFTM"]
    font = ttLib.TTFont(f"{mpl.get_data_path()}/fonts/ttf/{source}.ttf", recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=LATIN + VIETNAMESE + MARKS + SIGNS)
    cutter.subset(font)
    font.flavor = "woff"
    font.save(target)


if __name__ == "__main__":
    for name, original in FONTS.items():
        cut(original, FOLDER / f"{name}.woff")
