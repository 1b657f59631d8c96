"""The numbers of sentences as data: a table behind them holds what no other table of the page does."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import pandas as pd

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import column
from parkit.report.study import Study


@dataclass(frozen=True)
class Fact:
    """One number that a sentence tells.

    Attributes
    ----------
    fact : str
        What the number is, with its unit of measure.
    fact_value : float
        The number itself, not rounded.
    decimals : int
        Digits after the decimal sign that the sentence prints.
    """

    fact: str
    fact_value: float
    decimals: int = 0


def with_facts(told: Exhibit, study: Study, facts: Iterable[Fact]) -> Exhibit:
    """Return sentences with the table of their numbers; as they are if there is none.

    >>> from types import SimpleNamespace
    >>> study = SimpleNamespace(say=lambda key, **words: key, year=2018, earlier_year=lambda: None,
    ...     scheme=SimpleNamespace(decimals=2))
    >>> told = Exhibit(id="found", kind="sentences", title="Found", lang="en", sentences=("Lost: 8.93.",))
    >>> with_facts(told, study, [Fact("Points lost", 8.9312, 2)]).to_text().splitlines()[-1]
    'Points lost        8.93'
    """
    rows = [asdict(fact) for fact in facts]
    if not rows:
        return told
    columns = (column(study, "fact"), column(study, "fact_value", "number", decimals="decimals"))
    return replace(told, data=pd.DataFrame(rows), columns=columns)
