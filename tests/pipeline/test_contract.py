from typing import Any

import pytest

from parkit.pipeline.contract import cell_place, check_contract
from parkit.pipeline.failures import ReportError
from parkit.report.exhibit import EXHIBIT_MIME


def shown(name: str, kind: str = "table", rows: int = 3) -> dict[str, Any]:
    """Return the output of an exhibit."""
    return {"output_type": "display_data", "data": {EXHIBIT_MIME: {"id": name, "kind": kind, "rows": rows}}}


def said(name: str, text: str) -> dict[str, Any]:
    """Return what a cell printed."""
    return {"output_type": "stream", "name": name, "text": text}


def run_notebook(*outputs: dict[str, Any], promised: tuple[str, ...] = ("ranks",)) -> dict[str, Any]:
    """Return a run notebook with one cell of the given outputs."""
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Title"},
        {"cell_type": "code", "metadata": {}, "source": "# why\n\nshow(1)", "outputs": list(outputs)},
    ]
    return {"cells": cells, "metadata": {"parkit": {"exhibits": list(promised)}}}


def test_a_notebook_that_keeps_its_promises_passes() -> None:
    """The ids shown come back in order; printing to the screen is no fault, nor is showing more than promised."""
    notebook = run_notebook(said("stdout", "hello"), shown("ranks"), shown("extra"))
    assert check_contract(notebook) == ("ranks", "extra")


@pytest.mark.parametrize(
    ("outputs", "promised", "sentence"),
    [
        ([], ("ranks",), "Missing: ranks"),
        ([shown("ranks")], ("ranks", "areas", "sums"), "Missing: areas, sums"),
        ([shown("ranks"), shown("ranks")], ("ranks",), "Shown twice: ranks"),
        ([shown("ranks", rows=0)], ("ranks",), "Empty: ranks"),
        ([shown("ranks", kind="figure", rows=0)], ("ranks",), "Empty: ranks"),
        ([shown("ranks")], (), "promises nothing"),
    ],
)
def test_a_broken_promise_fails_the_report(
    outputs: list[dict[str, Any]], promised: tuple[str, ...], sentence: str
) -> None:
    """Missing, repeated and empty exhibits are named; a notebook without promises is refused."""
    with pytest.raises(ReportError, match=sentence):
        check_contract(run_notebook(*outputs, promised=promised))


@pytest.mark.parametrize("kind", ["sentences", "missing"])
def test_sentences_and_notices_have_no_rows(kind: str) -> None:
    """Text without a table behind it is not empty."""
    assert check_contract(run_notebook(shown("ranks", kind=kind, rows=0))) == ("ranks",)


def test_a_warning_fails_the_report_and_names_the_cell() -> None:
    """Text on the error stream is a failure; the cause is the warning, not the path of a passing file."""
    text = "\n/tmp/ipykernel_1/2.py:2: FutureWarning: soon gone\n  code()"
    with pytest.raises(ReportError) as error:
        check_contract(run_notebook(said("stderr", text), shown("ranks")))
    first, second = str(error.value).splitlines()
    assert first == "FAILED in cell 1: show(1)"
    assert second.endswith(": FutureWarning: soon gone")


def test_cells_are_counted_as_a_reader_of_the_notebook_counts() -> None:
    """Text cells and the injected cell have no number."""
    injected = {"cell_type": "code", "metadata": {"tags": ["injected-parameters"]}, "source": "# Parameters"}
    notebook = run_notebook()
    notebook["cells"] = [notebook["cells"][0], notebook["cells"][1], injected, notebook["cells"][1]]
    assert cell_place(notebook, 3) == {"cell": 2, "line": "show(1)"}
