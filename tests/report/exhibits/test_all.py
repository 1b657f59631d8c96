"""What holds for every exhibit of every bundled scheme-year in both languages."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from parkit.model.language import LANGS, Lang
from parkit.report import exhibits
from parkit.report.exhibit import Exhibit
from parkit.report.study import Study

Open = Callable[..., Study]
pytestmark = pytest.mark.slow

BUNDLED = [("nam-dinh", 2018), ("nam-dinh", 2020), ("hoa-binh", 2022), ("hoa-binh", 2024), ("ha-tinh-ddci", 2021)]
# One process makes all exhibits of a scheme-year, once for all tests.
PLACES = [pytest.param(*place, marks=pytest.mark.xdist_group(f"{place[0]}-{place[1]}")) for place in BUNDLED]
MAKERS = [maker for maker in vars(exhibits).values() if callable(maker)]
ENGLISH = re.compile(r"\b(the|of|and|is|are|units|areas?|mean|rank|figure|points?)\b")
VIETNAMESE = re.compile(r"\b(và|của|đơn vị|khối|lĩnh vực|năm|điểm)\b")


@cache
def made(study: Study) -> list[Exhibit]:
    """Make every exhibit of a study, once."""
    return [maker(study) for maker in MAKERS]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("scheme", "year"), PLACES)
def test_every_exhibit_is_made(bundled: Open, scheme: str, year: int, lang: Lang) -> None:
    """Each exhibit function returns an exhibit of its study's language, whatever the year holds."""
    exhibits_made = made(bundled(scheme, year, lang))
    assert all(isinstance(exhibit, Exhibit) and exhibit.lang == lang for exhibit in exhibits_made)
    assert len({exhibit.id for exhibit in exhibits_made}) == len(MAKERS)


@pytest.mark.parametrize(("scheme", "year"), PLACES)
def test_no_english_in_vietnamese_words(bundled: Open, scheme: str, year: int) -> None:
    """Titles, sentences, notes and headers of a Vietnamese exhibit hold no English words."""
    for exhibit in made(bundled(scheme, year, "vi")):
        for text in own_words(exhibit):
            assert not ENGLISH.search(text), f"{exhibit.id}: {text}"


@pytest.mark.parametrize(("scheme", "year"), PLACES)
def test_no_vietnamese_in_english_words(bundled: Open, scheme: str, year: int) -> None:
    """Titles, sentences and headers of an English exhibit hold no Vietnamese words besides printed ones in quotes."""
    for exhibit in made(bundled(scheme, year, "en")):
        for text in own_words(exhibit):
            assert not VIETNAMESE.search(re.sub(r"“[^”]*”|'[^']*'", "", text)), f"{exhibit.id}: {text}"


def own_words(exhibit: Exhibit) -> list[str]:
    """Return the texts that parkit itself wrote."""
    return [exhibit.title, *exhibit.sentences, *exhibit.notes, *(column.label for column in exhibit.columns)]
