from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parkit.model.errors import UsageError
from parkit.pipeline.failures import ParameterError, ReportError
from parkit.pipeline.parameters import (
    Parameter,
    Value,
    check_injected,
    check_parameters,
    check_place,
    injected_source,
    kernel_history,
    notebook_parameters,
    parse_parameters,
)

CELL = (
    'scheme: str = "nam-dinh"  # which index\nyear: int = 2018\nshare: float = 0.5  # of the total\ndraft: bool = False'
)
DECLARED = parse_parameters(CELL)


def test_types_defaults_and_comments_are_read() -> None:
    """A parameters cell gives name, type, default and explanation of each parameter."""
    assert [(p.name, p.kind, p.default, p.comment) for p in DECLARED] == [
        ("scheme", str, "nam-dinh", "which index"),
        ("year", int, 2018, ""),
        ("share", float, 0.5, "of the total"),
        ("draft", bool, False, ""),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "year = 2018",
        "year: int",
        "year: int = 2017 + 1",
        'year: int = "2018"',
        "year: list = [2018]",
        "year: int = float('nan')",
        "import os",
        "year: int = (",
    ],
)
def test_a_line_that_is_no_annotated_literal_is_refused(line: str) -> None:
    """A parameters cell holds annotated literals and nothing else."""
    with pytest.raises(ReportError, match=r"Parameters cell, line 1"):
        parse_parameters(line)


def test_negative_and_whole_numbers_fit_a_float() -> None:
    """A float parameter takes -1.5 and 2, and keeps them as floats."""
    [parameter] = parse_parameters("shift: float = -1.5")
    assert parameter.default == -1.5
    assert repr(check_parameters([parameter], {"shift": 2})["shift"]) == "2.0"


def test_given_values_replace_defaults_in_the_declared_order() -> None:
    """All parameters come back, given or default, in the order of the cell."""
    values = check_parameters(DECLARED, {"year": 2020, "scheme": "01"})
    assert list(values.items()) == [("scheme", "01"), ("year", 2020), ("share", 0.5), ("draft", False)]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("scheme", 1, "Parameter scheme must be text, not 1"),
        ("year", "2018", "Parameter year must be a whole number, not '2018'"),
        ("year", 2018.0, "Parameter year must be a whole number, not 2018.0"),
        ("year", True, "Parameter year must be a whole number, not True"),
        ("share", "0,5", "Parameter share must be a number, not '0,5'"),
        ("draft", 0, "Parameter draft must be True or False, not 0"),
    ],
)
def test_a_wrong_type_is_an_error_and_never_converted(name: str, value: object, sentence: str) -> None:
    """Text for a number, or a number for text, is refused in a sentence."""
    with pytest.raises(ParameterError, match=sentence):
        check_parameters(DECLARED, {name: value})


def test_a_misspelt_name_gets_the_closest_names() -> None:
    """An unknown parameter is an error that names the parameters there are and the closest one."""
    with pytest.raises(
        ParameterError, match=r"no parameter 'yaer'.*scheme, year, share, draft.*Closest: year"
    ) as error:
        check_parameters(DECLARED, {"yaer": 2018})
    assert error.value.exit_code == 2
    assert "Không có tham số 'yaer'" in error.value.text("vi")


def test_lang_is_vi_or_en() -> None:
    """A language that no report has is refused."""
    with pytest.raises(UsageError, match="'fr' is not one of: vi, en"):
        check_parameters(parse_parameters('lang: str = "vi"'), {"lang": "fr"})


def test_scheme_and_year_must_exist(root: Path) -> None:
    """An unknown scheme names the schemes, an unknown year the years there are."""
    check_place(root, {"scheme": "thu", "year": 2020})
    check_place(root, {"unit": "so-mot"})
    with pytest.raises(UsageError, match=r"no scheme 'thuu'.*thu"):
        check_place(root, {"scheme": "thuu"})
    with pytest.raises(UsageError, match=r"no year 2019.*2018, 2020"):
        check_place(root, {"scheme": "thu", "year": 2019})


def test_a_notebook_without_a_parameters_cell_is_refused() -> None:
    """The error names the notebook."""
    with pytest.raises(ReportError, match="Notebook explore has no cell tagged 'parameters'"):
        notebook_parameters({"cells": [{"metadata": {}, "source": "x = 1"}]}, "explore")


def test_the_source_of_a_cell_may_be_a_list_of_lines() -> None:
    """A notebook file stores a cell's source as a list of lines."""
    cell = {"metadata": {"tags": ["parameters"]}, "source": ['lang: str = "vi"\n', "year: int = 2018"]}
    assert [parameter.name for parameter in notebook_parameters({"cells": [cell]}, "x")] == ["lang", "year"]


def test_injected_text_is_readable_and_means_the_same() -> None:
    """Letters are written as letters; quotes, backslashes and line ends survive."""
    values: dict[str, Value] = {"name": 'Thừa Thiên "Huế" \\ \n', "year": 2018, "draft": True}
    namespace: dict[str, Any] = {}
    source = injected_source(values)
    exec(source, namespace)  # noqa: S102  the cell is made to be run
    assert "Thừa Thiên" in source
    assert {name: namespace[name] for name in values} == values


@pytest.mark.parametrize(
    "history",
    [
        (),
        ("import pandas", CELL),
        (CELL, "# Parameters\nyear = 2020\nscheme = 'hoa-binh'"),
        (CELL, "# Parameters\nyaer = 2020", CELL),
        (CELL, "yaer = 2020", "# Parameters of the figure\nfigure(yaer)"),
        ("# Parameters\nyaer = 2020",),
        ("%matplotlib inline", "x = (", CELL),
    ],
)
def test_a_notebook_with_declared_parameters_only_passes(history: tuple[str, ...]) -> None:
    """Other cells, an injected cell of an earlier run and a reader's own cells are not taken for parameters."""
    check_injected(history)


@pytest.mark.parametrize("injected", ["yaer = 2020", "yaer = float('nan')", "year = 2020\nyaer = [1, 2]\n"])
def test_a_running_notebook_sees_a_misspelt_name(injected: str) -> None:
    """What papermill injects under an unknown name is an error, whatever its value."""
    with pytest.raises(ParameterError, match="no parameter 'yaer'"):
        check_injected(["", CELL, f"# Parameters\n{injected}", "open_study()"])


def test_a_running_notebook_sees_a_wrong_type() -> None:
    """Stock ``papermill -p scheme 01`` injects the number 1; the error says how to keep the text."""
    with pytest.raises(ParameterError, match=r"scheme must be text, not 1\..*-r scheme 01"):
        check_injected([CELL, "# Parameters\nscheme = 1"])


def test_outside_a_kernel_there_is_no_history() -> None:
    """The check does nothing where no notebook runs."""
    assert kernel_history() == ()
    check_injected()


def test_a_parameter_tells_what_it_accepts() -> None:
    """True is not a number, and a number is not text."""
    accepts: Callable[[object], bool] = Parameter(name="year", kind=int, default=2018).accepts
    assert [accepts(value) for value in (2018, True, "2018", 2018.0, None)] == [True, False, False, False, False]
