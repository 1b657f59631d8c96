"""What would explain a figure that cannot be right? Single causes in words, as proposals and never as corrections."""

from typing import Any, Final

import pandas as pd

from parkit.analysis.hypotheses import HYPOTHESES
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.causes import Causes, find_causes
from parkit.report.exhibits.common import column, lower_first, missing, rows_of, sentences
from parkit.report.exhibits.verdict_words import place_text, reading_name, what_text
from parkit.report.exhibits.verdicts import judge
from parkit.report.study import Study
from parkit.report.table import DASH

SHOWN: Final = 3
"""How many explanations of one figure are told; the rest are counted."""

_COPIED: Final = ("copied", "other_year")


def explanations_table(study: Study) -> Exhibit:
    """List, for every figure that cannot be right, the single causes after which everything would fit again."""
    if study.printed().empty:
        return missing(study, "explanations-table", "reconciliation.nothing_printed")
    causes = find_causes(study, judge(study))
    if not causes.suspects:
        title = study.say("explanation.nothing", year=study.year)
        return sentences(study, "explanations-table", title, [study.say("explanation.nothing_why")])
    rows = [row for number in causes.suspects for row in _rows(study, causes, number)]
    return Exhibit(
        id="explanations-table",
        kind="table",
        title=study.say("explanation.title", year=study.year),
        lang=study.lang,
        data=pd.DataFrame(rows),
        columns=(column(study, "explanation"), column(study, "share", label="fitting_of_tried")),
        source=study.source(),
        notes=tuple(study.say(f"explanation.note_{name}") for name in ("proposal", "order", "share")),
        rows_by="figure",
    )


def explanation_text(study: Study, causes: Causes, cause: Any) -> str:  # noqa: ANN401  a row of explanations
    """Return one explanation as a sentence: "94,9% would fit if one digit slipped: 97.9%."."""
    figure, changed = (_figure(causes, number) for number in (cause.figure, cause.changed))
    of = "" if cause.figure == cause.changed else _of(study, changed, figure)
    words = {
        "of": of,
        "it": study.say(f"explanation.it{'_of' if of else ''}", of=of),
        "value": _value_text(study, changed, cause),
        "other": "" if pd.isna(cause.other) else _place(study, _figure(causes, cause.other)),
        "year": "" if pd.isna(cause.other) else _figure(causes, cause.other).year,
        "reading": reading_name(study, cause.reading),
        "decimals": cause.decimals,
    }
    if cause.hypothesis in _COPIED and not of:
        return study.say(f"explanation.sentence_{cause.hypothesis}", text=_quoted(study, figure), **words)
    clause = study.say(f"explanation.{_key(changed, cause)}", **words)
    return study.say("explanation.sentence", text=_quoted(study, figure), cause=clause)


def _of(study: Study, changed: Any, figure: Any) -> str:  # noqa: ANN401  rows of figures
    """Return of which figure a digit would be wrong where it is not the impossible one: " of mean points (…)"."""
    here = all(getattr(changed, name) == getattr(figure, name) for name in ("year", "block", "area", "unit"))
    named = lower_first(_what(study, changed)) if here else _named(study, changed)
    named = named if changed.unit else lower_first(named)
    return study.say("explanation.of", figure=named, text=_quoted(study, changed))


def _rows(study: Study, causes: Causes, number: int) -> list[dict[str, str]]:
    """Return the rows of one figure: its best explanations, how many more there are, or that there is none."""
    heading = _heading(study, _figure(causes, number))
    found = causes.of(number)
    told = [
        (
            explanation_text(study, causes, cause),
            study.say("explanation.share", fitting=cause.fitting, tried=cause.tried),
        )
        for cause in rows_of(found.head(SHOWN))
    ]
    if found.empty:
        told.append((study.say("explanation.none"), DASH))
    elif len(found) > SHOWN:
        told.append((study.say("explanation.more", n=len(found) - SHOWN), DASH))
    return [{"figure": heading, "explanation": text, "share": share} for text, share in told]


def _key(changed: Any, cause: Any) -> str:  # noqa: ANN401  rows of figures and explanations
    """Return the entry of the clause: the maximum has its own, and so has a rise for a fall."""
    if cause.what == "maximum":
        counted = changed.statistic != "mean_points"
        return f"{cause.hypothesis}_{'count' if counted else 'maximum'}"
    if cause.hypothesis == "other_direction":
        return "other_direction_rise" if cause.printed < 0 else "other_direction_fall"
    return str(cause.hypothesis)


def _heading(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures
    return study.say("explanation.heading", figure=_named(study, figure), text=_quoted(study, figure))


def _named(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures
    """Return place and kind of a figure: "Lĩnh vực 3, khối sở: chỉ số bình quân"."""
    what = lower_first(_what(study, figure))
    return study.say("reconciliation.figure", place=_place(study, figure), what=what)


def _what(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures
    """Return what a figure is; the points of one unit are no mean."""
    if figure.unit and figure.statistic == "mean_points":
        return study.say("explanation.score")
    return what_text(study, figure)


def _place(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures
    place = place_text(study, figure)
    if figure.unit and figure.area not in {"", "index"}:
        area = figure.criterion or figure.area
        place = study.say("explanation.unit_area", unit=place, area=study.area_name(area))
    return place


def _quoted(study: Study, figure: Any) -> str:  # noqa: ANN401  a row of figures
    """Return the words a figure is printed in, or its number where it is not printed by itself."""
    return figure.text or study.number(figure.printed, min(int(figure.decimals), study.scheme.decimals))


def _value_text(study: Study, changed: Any, cause: Any) -> str:  # noqa: ANN401  rows of figures and explanations
    if pd.isna(cause.value):
        return _quoted(study, changed)
    signed = changed.statistic == "change"
    number = study.number(abs(cause.value) if signed else cause.value, cause.decimals)
    return f"{number}%" if "%" in changed.text and cause.what != "maximum" else number


def _figure(causes: Causes, number: int) -> Any:  # noqa: ANN401  a row of figures
    return next(rows_of(causes.figures.iloc[[int(number)]]))


def clause_keys() -> list[str]:
    """Return every entry of ``words/explanation.toml`` that says a cause."""
    slips = ("transposed", "misplaced_mark", "digit_slip", "other_maximum")
    plain = [name for name in HYPOTHESES if name not in {"other_maximum", "other_direction"}]
    kinds = [f"{name}_{kind}" for name in slips for kind in ("maximum", "count")]
    return [*plain, "other_direction_rise", "other_direction_fall", *kinds]
