"""The size check finds what is too long, undocumented or untyped."""

import ast
from pathlib import Path

import pytest

from tools import check_sizes

TIDY = '"""Module."""\n\ndef public(value: int) -> int:\n    """Return it."""\n    return value\n'


def _failed(tmp_path: Path, source: str) -> dict[str, list[str]]:
    """Map each limit that a one-module package passes to its offenders."""
    (tmp_path / "module.py").write_text(source, encoding="utf-8")
    return {row.name: row.offenders for row in check_sizes.measure(tmp_path) if not row.passed}


def _function(lines: int, name: str = "public") -> str:
    """Write a documented function of so many lines, its docstring not counted."""
    body = "    x = 1\n" * (lines - 1)
    return f'def {name}() -> None:\n    """Do.\n\n    More.\n    """\n{body}'


def test_tidy_module_passes(tmp_path: Path) -> None:
    """A short, documented and typed module passes every limit."""
    assert _failed(tmp_path, TIDY) == {}


def test_docstring_and_decorator_do_not_count() -> None:
    """The length of a function is its signature and body."""
    function = ast.parse("@decorated\n" + _function(5)).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert check_sizes.function_length(function) == 5


def test_longest_function_is_named(tmp_path: Path) -> None:
    """45 lines pass, 46 do not, and the function is named with its place and length."""
    short = "".join(_function(2, f"short_{number}") for number in range(20))
    assert _failed(tmp_path, TIDY + short + _function(45)) == {}
    failed = _failed(tmp_path, TIDY + short + _function(46, "endless"))
    assert list(failed) == ["longest function"]
    assert failed["longest function"][0].endswith("endless (46 lines)")


def test_too_many_long_functions_are_named(tmp_path: Path) -> None:
    """With 2 of 11 functions over 22 lines, fewer than 90 % are short enough."""
    short = "".join(_function(2, f"short_{number}") for number in range(9))
    failed = _failed(tmp_path, '"""Module."""\n' + short + _function(23, "one") + _function(24, "two"))
    assert [place.rpartition(": ")[2] for place in failed["90 % of functions"]] == [
        "two (24 lines)",
        "one (23 lines)",
    ]


def test_median_is_held(tmp_path: Path) -> None:
    """A module whose usual function has 8 lines fails."""
    assert list(_failed(tmp_path, '"""Module."""\n' + _function(8))) == ["median function"]


def test_long_module_is_named(tmp_path: Path) -> None:
    """A module of 351 lines fails, one of 350 does not."""
    assert _failed(tmp_path, TIDY + "#\n" * 345) == {}
    assert _failed(tmp_path, TIDY + "#\n" * 346)["longest module"][0].endswith("module.py (351 lines)")


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("", "1: module"),
        ('"""Module."""\nclass Public:\n    pass\n', "2: Public"),
        (
            '"""Module."""\nclass Public:\n    """It."""\n    def method(self) -> None:\n        pass\n',
            "4: method",
        ),
    ],
)
def test_missing_docstring_is_named(tmp_path: Path, source: str, place: str) -> None:
    """A public module, class or method without a docstring fails."""
    failed = _failed(tmp_path, source)
    assert list(failed) == ["public without docstring"]
    assert failed["public without docstring"][0].endswith(f"module.py:{place}")


@pytest.mark.parametrize(
    "signature",
    ["public(value) -> int", "public(value: int)", "public(*values) -> int", "public(*, value) -> int"],
)
def test_missing_type_is_named(tmp_path: Path, signature: str) -> None:
    """A public function with an argument or a result without a type fails."""
    source = f'"""Module."""\ndef {signature}:\n    """Do."""\n    return 1\n'
    assert _failed(tmp_path, source)["public without types"][0].endswith("module.py:2: public")


def test_private_and_nested_need_no_docstring(tmp_path: Path) -> None:
    """What starts with an underscore or stands inside a function is not public."""
    nested = "    def inner():\n        return 1\n    return inner()\n"
    assert _failed(tmp_path, f'"""Module."""\ndef _private():\n{nested}') == {}


def test_main_prints_table_and_offenders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The printed table has one line for each limit, and the offenders below theirs."""
    (tmp_path / "module.py").write_text(TIDY + _function(400, "endless"), encoding="utf-8")
    assert check_sizes.main([str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "longest function" in printed
    assert "module.py:6: endless (400 lines)" in printed
