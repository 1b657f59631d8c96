"""How sure the ranks are: every number of the sentences, figures and tables, from a survey small enough to check."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from statistics import NormalDist
from typing import Any

import pandas as pd
import pytest

from parkit.model.language import Lang
from parkit.report.exhibits import (
    certainty_figure,
    certainty_findings,
    certainty_frames,
    certainty_funnel,
    certainty_table,
    survey_funnel,
)
from parkit.report.exhibits.certainty_frames import certainty
from parkit.report.exhibits.certainty_text import ordinal, rank_sentence, span
from parkit.report.study import Study, load_study

Open = Callable[..., Study]
pytestmark = pytest.mark.slow

Z = NormalDist().inv_cdf(0.975)

FRAMEWORK = """\
code,parent,level,vi,en,aliases,max_so,max_huyen,source
index,,index,Chỉ số,Index,,40,10,
1,index,area,Cải cách thủ tục,Procedures,Cải cách TTHC,20,10,
2,index,area,Điều tra xã hội học,Survey,,20,-,
2.1,2,criterion,Hài lòng về thủ tục,Satisfaction,,20,-,survey
"""
UNITS = """\
code,block,vi,en,aliases,valid_from,valid_to,successors
a,so,Sở A,Department A,,,,
b,so,Sở B,Department B,,,,
c,so,Sở C,Department C,,,,
d,so,Sở D,Department D,,,,
e,huyen,Huyện E,District E,,,,
f,huyen,Huyện F,District F,,,,
"""
SCORES = """\
Đơn vị;Cải cách thủ tục
Sở A;19
Sở B;18,8
Sở C;16
Sở D;6
Huyện E;9
Huyện F;8
"""
SURVEY = """\
Đơn vị,Mã tiêu chí,Số phiếu,A,B,C,D,Điểm
Sở A,2.1,100,50,50,0,0,16
Sở B,2.1,100,50,50,0,0,16
Sở C,2.1,400,200,200,0,0,16
Sở D,2.1,100,0,50,50,0,8
"""
RULES = """
[survey]
file = "survey.csv"
worth = { A = 1.0, B = 0.6, C = 0.2, D = 0.0 }

[analysis]
top = 2
replications = 500

[[bands]]
block = "so"
from = 2018
vi = "Nhóm I"
en = "Group I"
at_least = 87

[[bands]]
block = "so"
from = 2018
vi = "Nhóm II"
en = "Group II"
at_least = 0
"""


@pytest.fixture
def surveyed(tiny: Any) -> Callable[..., Study]:  # noqa: ANN401  the tiny project of the tests
    """Return a function that opens the tiny scheme with a survey, some files written differently."""

    def open_it(lang: Lang = "vi", **files: str) -> Study:
        scheme = (tiny.folder / "scheme.toml").read_text(encoding="utf-8")
        parts = {"framework": FRAMEWORK, "scores": SCORES, "survey": SURVEY, **files}
        tiny.write("scheme.toml", scheme + RULES)
        tiny.write("units.csv", UNITS)
        for name, text in parts.items():
            tiny.write(f"2018/{name}.csv", text)
        return load_study(tiny.root, scheme="tinh-nho", year=2018, lang=lang)

    return open_it


def test_margin_by_hand(surveyed: Open) -> None:
    """Half A, half B: variance 0.04; 20 · √(0.04/100) = 0.4 points of 40 is 1 % of the index, with 400 half of it."""
    found = certainty(surveyed()).units.set_index("unit")
    assert found["standard_error"].to_dict() == pytest.approx({"a": 1.0, "b": 1.0, "c": 0.5, "d": 1.0})
    assert found["margin"].to_dict() == pytest.approx({"a": Z, "b": Z, "c": Z / 2, "d": Z})


def test_ranks_of_units_far_apart_hold(surveyed: Open) -> None:
    """Units a and b (87.5 and 87.0, errors 1) cannot be told apart; c at 80 and d at 35 can."""
    found = certainty(surveyed()).units.set_index("unit")
    assert found[["all_low", "all_high"]].astype(int).to_numpy().tolist() == [[1, 2], [1, 2], [3, 3], [4, 4]]
    assert found["in_top"].tolist() == [True, True, False, False]


def test_chances_by_hand(surveyed: Open) -> None:
    """Group I from 87: P(a) = Φ(0.5), P(b) = ½; the chances of the first two places add to 200 %."""
    found = certainty(surveyed()).units.set_index("unit")
    assert found.loc["a", "band_chance"] == pytest.approx(100 * NormalDist().cdf(0.5))
    assert found.loc["a", "band_likely"] == "Nhóm I"
    assert found.loc["b", "band_chance"] == pytest.approx(50.0)
    assert found["p_top"].sum() == pytest.approx(200.0)
    assert found.loc["a", "band_chances"].replace("\u00a0", " ") == "Nhóm I 69%; Nhóm II 31%"


def test_chance_short_of_certain_never_reads_as_certain(surveyed: Open) -> None:
    """99.9 % is over 99 %, not 100 %."""
    found = certainty(surveyed(scores=SCORES.replace("18,8", "19,99"))).units.set_index("unit")
    assert found.loc["b", "band_chance"] == pytest.approx(100 * NormalDist().cdf(2.975))
    assert found.loc["b", "band_chances"].replace("\u00a0", " ") == "Nhóm I trên 99%"


def test_sentences_tell_the_frame(surveyed: Open) -> None:
    """The words of a head of department carry the numbers of the frame: margins, ties, ranges, leaders, groups."""
    found = certainty_findings(surveyed()).sentences
    assert found[0] == (
        "Khối sở: vì khảo sát chỉ hỏi một số người nên chỉ số của mỗi đơn vị có sai số từ ±0,98 đến ±1,96 điểm phần "
        "trăm; 1 trong 3 cặp đơn vị đứng liền nhau không phân biệt được."
    )
    assert found[1] == (
        "Khối sở: 2 trong 2 đơn vị dẫn đầu chưa chắc thứ hạng: "
        "Sở A (thứ 1, có thể từ thứ 1 đến thứ 2) và Sở B (thứ 2, có thể từ thứ 1 đến thứ 2)."
    )
    assert found[2] == "Khối sở: tính cả sai số khảo sát, 2 đơn vị dẫn đầu chắc chắn là Sở A và Sở B."
    assert found[3].replace("\u00a0", " ") == (
        "Khối sở: 2 đơn vị chưa chắc về xếp loại: Sở A (Nhóm I 69%; Nhóm II 31%) và Sở B (Nhóm I 50%; Nhóm II 50%)."
    )


def test_block_without_survey_gets_one_sentence(surveyed: Open) -> None:
    """The districts were not surveyed: one sentence says so, and they are in no figure and no table."""
    study = surveyed("en")
    assert certainty_findings(study).sentences[-1] == (
        "Districts: there are no survey answers, so it cannot be said how sure the ranks are."
    )
    for exhibit in (certainty_figure(study), certainty_table(study), survey_funnel(study)):
        assert exhibit.data["block"].unique().tolist() == ["so"]


def test_figure_and_table_hold_the_same_ranges(surveyed: Open) -> None:
    """The description of the figure, its data and the table say the same ranges."""
    study = surveyed("en")
    figure, table = certainty_figure(study), certainty_table(study)
    assert "Department A: 1st, possibly 1st to 2nd; Department B: 2nd, possibly 1st to 2nd" in figure.alt
    assert "Department D: 4th, possibly 4th." in figure.alt
    assert table.data["ranks"].str.replace("\u2060", "").tolist() == ["1–2", "1–2", "3", "4"]
    assert figure.title.endswith("Departments 2 of 4 units")


def test_question_without_number_of_answers_leaves_the_block_out(surveyed: Open) -> None:
    """One unit with points and no answers leaves every rank of the block open, in one notice."""
    study = surveyed("en", survey=SURVEY.replace("Sở B,2.1,100,50,50,0,0,16", "Sở B,2.1,,,,,,16"))
    notice = certainty_findings(study)
    assert notice.kind == "missing"
    assert "without the number of answers" in notice.title


def test_large_block_is_left_out(surveyed: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the largest size nothing is computed, and the notice says why."""
    monkeypatch.setattr(certainty_frames, "MOST_UNITS", 3)
    notice = certainty_findings(surveyed("en"))
    assert notice.kind == "missing"
    assert "too large" in notice.title


@pytest.mark.parametrize("place", [("nam-dinh", 2018), ("hoa-binh", 2024), ("ha-tinh-ddci", 2021)])
def test_year_without_survey_gives_one_notice(bundled: Open, place: tuple[str, int]) -> None:
    """One notice for the group; the others keep their place and show nothing."""
    study = bundled(*place)
    first, *others = (maker(study) for maker in (certainty_findings, certainty_figure, certainty_table, survey_funnel))
    assert first.kind == "missing"
    assert first.to_html()
    assert [(other.kind, other.to_html(), other.to_text()) for other in others] == [("missing", "", "")] * 3


def test_funnel_names_who_is_outside(surveyed: Open) -> None:
    """Unit d at 40 % lies below the limits of a block at 74 %, the others above or between; the meaning is stated."""
    exhibit = survey_funnel(surveyed("en"))
    rows = exhibit.data.set_index("unit")
    centre = 100 * (0.8 * 600 + 0.4 * 100) / 700
    assert rows["centre"].tolist() == pytest.approx([centre] * 4)
    assert rows.loc["d", "position"] == "very_low"
    assert "below the 99.8% limit: Department D." in exhibit.alt
    assert any("truly differs" in note for note in exhibit.notes)


def test_funnel_takes_three_units(surveyed: Open) -> None:
    """Two units are no block to compare with."""
    data = surveyed("en").data
    kept = replace(data, survey=data.survey[data.survey["unit"].isin(["a", "b"])])
    assert survey_funnel(Study(data=kept, year=2018, lang="en")).quiet


def test_names_are_kept_apart() -> None:
    """Names stay in order, at least the gap apart, and inside the figure."""
    heights = certainty_funnel.spread_out(pd.Series([0.1, 0.1, 0.95, 0.97, 0.99]).to_numpy())
    gaps = [second - first for first, second in pairwise(heights)]
    assert min(gaps) >= 0.095 - 1e-12
    assert heights.max() <= 1.0


@pytest.mark.parametrize(
    ("place", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st")]
)
def test_places_in_english(bundled: Open, place: int, words: str) -> None:
    """English ordinals have their endings; Vietnamese ones have none."""
    assert ordinal(bundled("hoa-binh", 2024, "en"), place) == words
    assert ordinal(bundled("hoa-binh", 2024, "vi"), place) == str(place)
    assert span(bundled("hoa-binh", 2024, "en"), place, place) == words


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_number_said_is_in_the_frame(surveyed: Open, lang: Lang) -> None:
    """The sentence of a unit's profile holds no place that the frame does not give it."""
    study = surveyed(lang)
    for row in certainty(study).units.head(2).itertuples():
        told = rank_sentence(study, row)
        assert told.startswith(row.name)
        assert [int(number) for number in re.findall(r"\d+", told)] == [row.rank, row.all_low, row.all_high]
