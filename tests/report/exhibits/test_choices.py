"""What other choices would change: weights by hand, replications replayed from the file, aggregations side by side."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from parkit.analysis.monte_carlo import replay_ranks
from parkit.model.language import Lang
from parkit.report.exhibits import aggregation_table, choice_figure, choice_findings, choice_table
from parkit.report.exhibits.choice_design import block_scores, choice_design, choices_of
from parkit.report.exhibits.choice_frames import alternatives, carrying_blocks
from parkit.report.study import Study, load_study

Open = Callable[..., Study]
pytestmark = pytest.mark.slow

PLACE = ("ha-tinh-ddci", 2021)

FRAMEWORK = """\
code,parent,level,vi,en,aliases,max_so,max_huyen
index,,index,Chỉ số,Index,,20,10
1,index,area,Thủ tục,Procedures,,10,10
2,index,area,Thể chế,Institutions,,10,-
"""
UNITS = """\
code,block,vi,en,aliases,valid_from,valid_to,successors
a,so,Sở A,Department A,,,,
b,so,Sở B,Department B,,,,
c,so,Sở C,Department C,,,,
e,huyen,Huyện E,District E,,,,
f,huyen,Huyện F,District F,,,,
"""
SCORES = """\
Đơn vị;Thủ tục;Thể chế
Sở A;10;4
Sở B;6;7
Sở C;1;2
Huyện E;9;
Huyện F;8;
"""


@pytest.fixture
def chosen(tiny: Any) -> Callable[..., Study]:  # noqa: ANN401  the tiny project of the tests
    """Return a function that opens a scheme with two areas for departments and one for districts."""

    def open_it(lang: Lang = "en", scores: str = SCORES, rules: str = "") -> Study:
        scheme = (tiny.folder / "scheme.toml").read_text(encoding="utf-8")
        tiny.write("scheme.toml", f"{scheme}\n[analysis]\nreplications = 300\ntop = 1\n{rules}")
        tiny.write("units.csv", UNITS)
        tiny.write("2018/framework.csv", FRAMEWORK)
        tiny.write("2018/scores.csv", scores)
        return load_study(tiny.root, scheme="tinh-nho", year=2018, lang=lang)

    return open_it


def test_weights_by_hand(chosen: Open) -> None:
    """The gaps of a and b are +4 and −3 of equal weights: (4 − 3)/(4 + 3) = 14.3 %; b beats c everywhere."""
    study = chosen(rules="weight_change = 0.2\n")
    found = alternatives(study).units.set_index("unit")
    assert found.loc["a", "hold"] == pytest.approx(100 / 7)
    assert found[["best_rank", "worst_rank"]].to_numpy().tolist() == [[1, 2], [1, 2], [3, 3]]
    data = choice_figure(study).data
    assert data["hold_text"].tolist() == ["14.3%", "never: at least as good everywhere", "last"]


def test_sentences_tell_the_weights(chosen: Open) -> None:
    """The order changes once the weights are off by 14.3 %: the sentence says by whom, and what holds within 20 %."""
    found = choice_findings(chosen(rules="weight_change = 0.2\n")).sentences
    assert found[0] == (
        "Departments: the order changes once the weights of the criteria are off by 14.3%: "
        "then Department B can pass Department A."
    )
    assert found[1] == (
        "Departments: if every weight may be off by up to ±20%, 1 of 3 units keep their rank; "
        "Department A (1st) can be anything from 1st to 2nd."
    )


def test_aggregations_by_hand(chosen: Open) -> None:
    """a: √(10 · 4) = 6.32 < √(6 · 7) = 6.48, so the geometric mean puts b first; R = 2/3 of a place."""
    exhibit = aggregation_table(chosen())
    ranks = exhibit.data.set_index("unit")
    assert ranks["by_arithmetic"].tolist() == [1, 2, 3]
    assert ranks["by_geometric"].tolist() == ranks["by_harmonic"].tolist() == [2, 1, 3]
    assert "geometric mean 0.67 (at most 1: Department A)" in exhibit.notes[0]


def test_ranks_are_replayed_from_the_file(bundled: Open) -> None:
    """The file of the page, read back with pandas alone, gives the numbers of the table to the last one."""
    study = bundled(*PLACE)
    exhibit = choice_table(study)
    assert [download.name for download in exhibit.downloads] == [
        "ha-tinh-ddci-2021-so-choices.zip",
        "ha-tinh-ddci-2021-huyen-choices.zip",
    ]
    for block, download in zip(("so", "huyen"), exhibit.downloads, strict=True):
        design = pd.read_csv(io.BytesIO(download.content), compression="zip")
        ranks = replay_ranks(block_scores(study, block), design)
        rows = exhibit.data.query("block == @block").set_index("unit")
        assert len(ranks) == study.scheme.analysis.replications
        assert ranks.median().to_dict() == rows["choice_median"].to_dict()
        assert (100 * ranks.le(3).mean()).to_dict() == pytest.approx(rows["choice_top"].to_dict())
        pd.testing.assert_frame_equal(replay_ranks(block_scores(study, block), choice_design(study, block)), ranks)


def test_file_is_the_same_every_time(bundled: Open) -> None:
    """Two makings of the page carry the same bytes, and the archive holds one csv."""
    study = bundled(*PLACE)
    first, second = (choice_table(study).downloads[0].content for _ in range(2))
    assert first == second
    assert zipfile.ZipFile(io.BytesIO(first)).namelist() == ["ha-tinh-ddci-2021-so-choices.csv"]


def test_only_choices_that_the_scores_carry_are_tried(bundled: Open, chosen: Open) -> None:
    """Where criteria do not apply both rules are tried; without self-scores only one source; zero is never tried."""
    study = bundled(*PLACE)
    assert choices_of(study, block_scores(study, "so")).rules == ("rebase", "full_marks")
    tiny = chosen()
    plain = choices_of(tiny, block_scores(tiny, "so"))
    assert (plain.rules, plain.sources) == (("rebase",), ("counted",))


def test_self_scores_are_a_source(bundled: Open) -> None:
    """A block with self-scores beside the appraised ones is tried with both."""
    study = bundled(*PLACE)
    appraised = block_scores(study, "huyen").assign(source="appraised")
    both = pd.concat([appraised, appraised.assign(source="self")], ignore_index=True)
    assert choices_of(study, both).sources == ("counted", "self")


def test_seed_and_replications_are_named(bundled: Open) -> None:
    """What it takes to repeat the run is on the page."""
    notes = " ".join(choice_findings(bundled(*PLACE, "en")).notes)
    assert "computed 2,000 times" in notes
    assert "(seed 2018: whoever draws again gets the same)" in notes
    assert "512 pairs of draws" in notes


def test_a_rank_that_never_changes_has_no_decisive_choice(bundled: Open) -> None:
    """The districts of Hà Tĩnh keep their ranks in every replication, and the sentence does not invent a spread."""
    study = bundled(*PLACE, "en")
    districts = choice_table(study).data.query("block == 'huyen'")
    assert districts["choice_low"].eq(districts["choice_high"]).all()
    assert set(districts["decisive_name"].str.replace("\u00a0", " ")) == {"hardly changes"}
    assert districts[["share_weights", "share_error"]].isna().all(axis=None)
    assert any("In 90% of them no unit changes its rank." in text for text in choice_findings(study).sentences)


def test_block_with_one_criterion_is_not_tried(chosen: Open) -> None:
    """The districts have one criterion: no weights to move, so they are left out."""
    study = chosen()
    assert carrying_blocks(study) == ["so"]
    assert set(choice_figure(study).data["block"]) == {"so"}


@pytest.mark.parametrize("place", [("nam-dinh", 2018), ("hoa-binh", 2024)])
def test_year_without_areas_gives_one_notice(bundled: Open, place: tuple[str, int]) -> None:
    """One notice for the group; the others keep their place and show nothing."""
    study = bundled(*place)
    first, *others = (maker(study) for maker in (choice_findings, choice_figure, choice_table, aggregation_table))
    assert (first.kind, bool(first.to_html())) == ("missing", True)
    assert [(other.kind, other.to_html()) for other in others] == [("missing", "")] * 3
