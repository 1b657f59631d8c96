"""What several exhibits of one page show is computed once a study."""

from collections.abc import Callable
from functools import wraps
from weakref import WeakKeyDictionary

import pandas as pd

from parkit.report.study import Study

Maker = Callable[[Study], pd.DataFrame]


def once(make: Maker) -> Maker:
    """Keep the frame that a function makes of a study as long as the study lives; everyone gets a copy of their own."""
    kept: WeakKeyDictionary[Study, pd.DataFrame] = WeakKeyDictionary()

    @wraps(make)
    def remembered(study: Study) -> pd.DataFrame:
        if study not in kept:
            kept[study] = make(study)
        return kept[study].copy()

    return remembered
