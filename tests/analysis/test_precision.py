import pandas as pd

from parkit.analysis.precision import as_step, as_steps, snap


def test_sums_in_another_order_are_the_same_number() -> None:
    """0.1 + 0.2 + 0.3 differs in binary from 0.3 + 0.2 + 0.1, not after snapping."""
    left, right = 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1
    assert left != right
    assert snap(pd.Series([left])).equals(snap(pd.Series([right])))
    assert as_steps(pd.Series([left])).tolist() == as_steps(pd.Series([right])).tolist() == [600_000_000]
    assert as_step(left) == as_step(right) == 600_000_000


def test_steps_are_whole_numbers() -> None:
    """Sums of tolerances of any number of steps stay exact."""
    assert as_steps(pd.Series([1e7, 0.3])).dtype == "int64"


def test_nothing_printed_is_lost() -> None:
    """Differences of six decimals survive."""
    assert snap(pd.Series([90.000001])).tolist() == [90.000001]
