"""What a scheme chooses for its analyses: the [analysis] table of scheme.toml, with defaults for all of it."""

from dataclasses import dataclass, fields
from typing import Any, Final

from parkit.model.tables import Settings


@dataclass(frozen=True, kw_only=True)
class AnalysisOptions:
    """Thresholds and settings of the analyses; every report that uses one states it.

    Parameters
    ----------
    least_coverage : float
        Share of the maximum that two frameworks must have in common, in both years, before a line is drawn from one to
        the other (0 … 1).
    weak_below : float
        A criterion is weak below this rate, in percent.
    persistent_years : int
        From so many scored years in a row a weakness is persistent; at least 2.
    worsening_by : float
        A fall by at least so much, in percentage points, is a worsening.
    systemic_below, local_below : float
        Effect of an area below which it is weak for everyone, and residual of a unit below which a weakness is its own,
        in percentage points; both negative.
    step : float
        The step of points a target path counts in, where a criterion declares none.
    weight_change : float
        How far every weight may be off, as a share of it, when the ranks are tried (0 … 1).
    confidence : float
        Probability with which intervals and sets of ranks hold (0 … 1).
    top : int
        How many leading units "the top" means.
    replications, seed : int
        How often the choices are drawn, and from which seed.
    """

    least_coverage: float = 0.6
    weak_below: float = 70.0
    persistent_years: int = 3
    worsening_by: float = 5.0
    systemic_below: float = -10.0
    local_below: float = -10.0
    step: float = 0.01
    weight_change: float = 0.25
    confidence: float = 0.95
    top: int = 3
    replications: int = 2000
    seed: int = 2018


_RANGES: Final[dict[str, tuple[float, float]]] = {
    "least_coverage": (0, 1),
    "weak_below": (0, 100),
    "persistent_years": (2, 100),
    "worsening_by": (0, 100),
    "systemic_below": (-100, 0),
    "local_below": (-100, 0),
    "step": (0.0001, 100),
    "weight_change": (0, 0.99),
    "confidence": (0.5, 0.999),
    "top": (1, 1000),
    "replications": (100, 100_000),
    "seed": (0, 2**31),
}


def read_options(settings: Settings) -> AnalysisOptions:
    """Read the [analysis] table; what it does not name keeps its default.

    Raises
    ------
    DefinitionError
        A key is misspelt, of the wrong type, or outside its range.
    """
    settings.only(*_RANGES)
    kinds: dict[str, Any] = {field.name: field.type for field in fields(AnalysisOptions)}
    chosen: dict[str, Any] = {name: _value(settings, name, kinds[name]) for name in settings.values}
    return AnalysisOptions(**chosen)


def _value(settings: Settings, name: str, kind: type[float]) -> float:
    value = settings.get(name, kind)
    low, high = _RANGES[name]
    if not low <= value <= high:
        raise settings.error("out_of_range", key=name, found=value, low=f"{low:g}", high=f"{high:g}")
    return value
