"""How far the unit's own scores lie above those of the appraisal."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import enumerate_words, line_name, rows_of, sentences
from parkit.report.exhibits.facts import Fact, with_facts
from parkit.report.exhibits.profile.notices import absent, without_areas
from parkit.report.exhibits.profile.subject import Profile

NAMED: Final = 3
_SAME: Final = 1e-9


def self_findings(profile: Profile) -> Exhibit:
    """Say how far the appraisal cut the unit's own scores, where most, and how that compares with its block."""
    notice = without_areas(profile, "profile-self")
    if notice is not None:
        return notice
    biases = profile.peers.biases
    row = next(rows_of(profile.of(biases)), None)
    if row is None:
        return absent(profile, "profile-self", "no_self", "no_self_why")
    study = profile.study
    words = {"cut": study.number(abs(row.points_cut)), "bias": study.number(row.bias, sign=True)}
    middle = study.number(float(biases["bias"].median()), sign=True)
    place = int(biases["bias"].gt(row.bias).sum()) + 1
    found = [
        profile.say("self_counts", lowered=int(row.n_lowered), raised=int(row.n_raised), pairs=int(row.n)),
        profile.say("self_bias", median=middle, place=place, n=len(biases), **words),
        *_largest(profile),
    ]
    side = "above" if row.points_cut > _SAME else "below" if row.points_cut < -_SAME else "same"
    told = sentences(study, "profile-self", profile.say(f"self_title_{side}", **words), found)
    return with_facts(told, study, _facts(profile, row))


def _facts(profile: Profile, row: Any) -> Iterator[Fact]:  # noqa: ANN401  a row of self_minus_appraised
    """Yield the numbers of the sentences, those of the criteria cut most at the end."""
    biases, decimals = profile.peers.biases, profile.study.scheme.decimals
    counts = {"lowered": row.n_lowered, "raised": row.n_raised, "pairs": row.n}
    yield from (Fact(profile.say(f"fact_{name}"), count) for name, count in counts.items())
    yield Fact(profile.say("fact_cut"), row.points_cut, decimals)
    yield Fact(profile.say("fact_bias"), row.bias, decimals)
    yield Fact(profile.say("fact_median_bias"), float(biases["bias"].median()), decimals)
    yield Fact(profile.say("fact_bias_place"), biases["bias"].gt(row.bias).sum() + 1)
    yield Fact(profile.say("fact_biases"), len(biases))
    for cut in rows_of(_cut_most(profile)):
        line = line_name(profile.study, cut.criterion)
        yield Fact(profile.say("fact_cut_line", line=line), -cut.points_cut, decimals)


def _cut_most(profile: Profile) -> pd.DataFrame:
    found = profile.of(profile.peers.cuts)
    cut = found[found["points_cut"].gt(_SAME)]
    return cut.sort_values("points_cut", ascending=False, kind="stable").head(NAMED)


def _largest(profile: Profile) -> Iterator[str]:
    """Name the criteria that the appraisal cut most."""
    cut = _cut_most(profile)
    listing = enumerate_words(profile.study, (_cut(profile, row) for row in rows_of(cut)))
    if len(cut):
        yield profile.say("self_largest", listing=listing)


def _cut(profile: Profile, row: Any) -> str:  # noqa: ANN401  a row of self_minus_appraised
    study = profile.study
    return profile.say("self_cut", line=line_name(study, row.criterion), cut=study.number(-row.points_cut, sign=True))
