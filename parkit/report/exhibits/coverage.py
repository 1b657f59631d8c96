"""What data a scheme-year has, and how much of each kind."""

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column
from parkit.report.study import Study


def coverage_table(study: Study) -> Exhibit:
    """List what the scheme-year has and has not, so that a reader knows what to expect of the other reports."""
    amounts = _amounts(study)
    data = pd.DataFrame({"what": list(amounts), "amount": list(amounts.values())})
    words = {True: study.say("yes"), False: study.say("no")}
    return Exhibit(
        id="coverage-table",
        kind="table",
        title=study.say("overview.coverage", year=study.year),
        lang=study.lang,
        data=data.assign(
            what=[study.say(f"overview.has_{name}") for name in amounts], there=data["amount"].gt(0).map(words)
        ),
        columns=(column(study, "what"), column(study, "there"), column(study, "amount", "integer")),
        source=study.source(),
    )


def _amounts(study: Study) -> dict[str, int]:
    """Return how much of each kind of data the scheme-year has.

    Self-scores are read, but do not count in the index, so they are not among `Study.scores`.
    """
    read = study.data.scores.query("year == @study.year and state == 'scored'")
    printed, earlier = study.printed(), study.earlier_year()
    changes = printed[printed["statistic"].eq("change")]
    return {
        "unit_totals": int(study.units()["index"].notna().sum()),
        "unit_areas": int(study.areas()["index"].notna().sum()) if study.depth() == "areas" else 0,
        "self_scores": int(read["source"].eq("self").sum()),
        "survey_scores": int(study.scores()["source"].eq("survey").sum()),
        "printed_figures": len(printed),
        "earlier_units": 0 if earlier is None else int(study.units(earlier)["index"].notna().sum()),
        "printed_changes": len(changes),
        "unstated_changes": int(changes["reading"].str.startswith("ambiguous").sum()),
    }
