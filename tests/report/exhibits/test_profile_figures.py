"""A profile repeats the figures of its year's other reports: for every unit, digit for digit."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest

from parkit.analysis.ledger import EFFECTS
from parkit.report import exhibits
from parkit.report.exhibits.losses import worst_by_unit
from parkit.report.exhibits.profile.changes import change_table
from parkit.report.exhibits.profile.history import history_rows
from parkit.report.exhibits.profile.pair import pair_of
from parkit.report.exhibits.profile.peers import Peers, peers_of
from parkit.report.exhibits.profile.subject import Profile
from parkit.report.study import Study

Open = Callable[..., Study]
pytestmark = pytest.mark.slow
YEARS = [("minh-hoa", 2025), ("hoa-binh", 2024), ("ha-tinh-ddci", 2021)]
# One process makes the exhibits of a scheme-year, once for all tests.
PLACES = [pytest.param(*place, marks=pytest.mark.xdist_group(f"{place[0]}-{place[1]}")) for place in YEARS]


@cache
def blocks(study: Study) -> dict[str, Peers]:
    """Return every block of a study as profiles see it, once."""
    return {block: peers_of(study, block) for block in study.units()["block"].unique()}


def profiles(study: Study) -> list[Profile]:
    """Return the profile of every unit that has an index."""
    units = study.units().dropna(subset=["index"])
    return [Profile(peers=blocks(study)[row.block], unit=row.unit) for row in units.itertuples()]


@cache
def shown(maker: Callable[[Study], Any], study: Study) -> pd.DataFrame:
    """Return the data of an exhibit of the whole year, or no row where the year cannot carry it."""
    data = maker(study).data
    return pd.DataFrame(columns=["unit", "index_0", "index_1"]) if data is None else data


def rows(frame: pd.DataFrame, unit: str, *columns: str) -> list[list[Any]]:
    """Return the values of a unit's rows, numbers rounded far beyond what is printed."""
    mine = frame.loc[frame["unit"].eq(unit), list(columns)]
    return [[plain(value) for value in row] for row in mine.itertuples(index=False)]


def plain(value: Any) -> Any:  # noqa: ANN401  a cell
    """Return a cell so that equal ones compare as equal."""
    if pd.isna(value):
        return None
    return round(float(value), 9) if isinstance(value, (int, float)) else value


@pytest.mark.parametrize(("scheme", "year"), PLACES)
def test_index_rank_and_group_are_those_of_the_ranking(bundled: Open, scheme: str, year: int) -> None:
    """Index, its bounds, rank and group are those of the ranking table; rank ranges those of the certainty table."""
    study = bundled(scheme, year)
    ranking, sure = shown(exhibits.ranking_table, study), shown(exhibits.certainty_table, study)
    for profile in profiles(study):
        names = ("index", "index_low", "index_high", "rank", "rank_best", "rank_worst", "band_label")
        assert rows(pd.DataFrame([profile.row]), profile.unit, *names) == rows(ranking, profile.unit, *names)
        own = profile.of(profile.peers.certainty.units)
        ends = ("margin", "all_low", "all_high", "band_chances") if len(own) else ("unit",)
        assert rows(own, profile.unit, *ends) == rows(sure, profile.unit, *ends)


@pytest.mark.parametrize(("scheme", "year"), PLACES)
def test_areas_and_losses_are_those_of_the_weaknesses(bundled: Open, scheme: str, year: int) -> None:
    """Levels by area, the sum lost, the area that cost most and the finding are those of the weakness report."""
    study = bundled(scheme, year)
    if study.depth() != "areas":
        return
    worst, cells, areas = worst_by_unit(study), shown(exhibits.unit_figure, study), study.areas()
    for profile in profiles(study):
        unit, losses = profile.unit, profile.of(profile.peers.losses)
        own = profile.of(profile.peers.areas).sort_values("area")
        assert rows(own, unit, "area", "index") == rows(areas.sort_values("area"), unit, "area", "index")
        ((lost, most),) = rows(worst, unit, "unit_lost", "points_lost")
        assert losses["points_lost"].sum() == pytest.approx(lost, abs=1e-9)
        assert losses.groupby("area")["points_lost"].sum().max() == pytest.approx(most, abs=1e-9)
        labels = cells[cells["unit"].eq(unit)].dropna(subset=["label"]).set_index("area")["label"].to_dict()
        assert {row.area: row.label for row in losses.itertuples() if row.label} == {
            area: label for area, label in labels.items() if label and area in set(losses["area"])
        }


@pytest.mark.parametrize(("scheme", "year"), PLACES)
def test_goal_and_self_scores_are_those_of_the_weaknesses(bundled: Open, scheme: str, year: int) -> None:
    """The goal, the points it takes and the way there are those of the target table; the cut that of the figure."""
    study = bundled(scheme, year)
    goals, steps = shown(exhibits.target_table, study), shown(exhibits.target_step_table, study)
    biases = shown(exhibits.self_figure, study)
    for profile in profiles(study):
        pairs = (
            (profile.peers.goals, goals, ("goal", "needed", "way")),
            (profile.of(profile.peers.steps), steps, ("line", "gain", "index_after")),
            (profile.peers.biases, biases, ("bias", "points_cut", "n_lowered")),
        )
        for own, whole, names in pairs:
            there = own.query("order > 0") if "order" in own else own
            if len(whole) or len(there):
                assert rows(there, profile.unit, *names) == rows(whole, profile.unit, *names)


@pytest.mark.parametrize(("scheme", "year"), PLACES)
def test_changes_are_those_of_the_trends(bundled: Open, scheme: str, year: int) -> None:
    """Both indices, the change and its causes are those of the trend table; the areas add up to them."""
    study = bundled(scheme, year)
    trend = shown(exhibits.trend_table, study)
    for profile in profiles(study):
        pair = pair_of(profile)
        if pair is None or not pair.is_whole:
            assert profile.unit not in set(trend.loc[trend["index_0"].notna() & trend["index_1"].notna(), "unit"])
            continue
        names = ("index_0", "index_1", "change", "origin", *(EFFECTS if pair.has_parts else ()))
        whole = rows(trend, pair.row.unit, *names)
        effects = {name: float(pair.effects[name]) for name in EFFECTS} if pair.has_parts else {}
        own = pd.DataFrame([pair.row]).assign(**effects)
        assert rows(own, pair.row.unit, *names) == whole
        if pair.has_parts:
            table = change_table(profile).data
            assert table is not None
            assert table["effect"].iloc[:-1].sum() == pytest.approx(pair.row.change, abs=1e-9)


@pytest.mark.parametrize(("scheme", "year"), PLACES)
def test_the_course_is_that_of_the_trends(bundled: Open, scheme: str, year: int) -> None:
    """Published and linked indices and ranks of all years are those of the figures over all years."""
    study = bundled(scheme, year)
    index, rank = shown(exhibits.index_history, study), shown(exhibits.rank_history, study)
    for profile in profiles(study):
        own = history_rows(profile).assign(unit=profile.unit)
        if len(own) < 2:
            continue
        own = own.assign(year=own["year"].astype(str))
        if len(index):
            names = ("year", "index", "linked")
            assert rows(own, profile.unit, *names) == rows(index, profile.unit, *names)
        named = own[own["rank"].notna()]
        for row in named.itertuples():
            assert [[plain(row.rank)]] == rows(rank[rank["year"].eq(row.year)], row.parts, "rank")
