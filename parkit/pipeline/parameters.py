"""The typed parameters of a notebook: what its ``parameters`` cell declares, and a check of what it is given.

A parameters cell holds annotated literals only, each with a trailing comment, the form ``papermill
--help-notebook`` reads as well::

    scheme: str = "nam-dinh"  # which index
    year: int = 2018  # which year

Nothing is converted: "01" is text and 1 is a number, and one given for the other is an error, because stock
``papermill -p`` turns 01 into 1 silently and then only warns about a misspelt name.

How a running notebook sees a misspelt name ------------------------------------------- Papermill puts the
given values into a new cell right after the parameters cell. Cell tags stay in the file, but the kernel keeps
the text of every cell it ran in ``In``. There the parameters cell is the latest one made only of annotated
literals, and the injected cell comes after it, starts with the comment ``# Parameters`` and holds only
assignments. A name assigned there and not declared before is misspelt. Run-all in JupyterLab has no injected
cell, so nothing is found; running the notebook again from the top runs the parameters cell again, so an
injected cell of an earlier run no longer counts.
"""

import ast
import io
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeGuard

from parkit.model.errors import UsageError, closest, listing
from parkit.model.language import LANGS
from parkit.model.project import check_year, load_scheme
from parkit.pipeline.failures import ParameterError, ReportError

Value = str | int | float | bool
Kind = type[str] | type[int] | type[float] | type[bool]
INJECTED_HEADER: Final = "# Parameters"
_KINDS: Final[dict[str, Kind]] = {"str": str, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One declared parameter: its name, type, default and the comment that explains it."""

    name: str
    kind: Kind
    default: Value
    comment: str = ""

    def accepts(self, value: object) -> bool:
        """Tell whether ``value`` has the declared type; a whole number is also a float, a bool is no number.

        >>> Parameter(name="year", kind=int, default=2018).accepts("2018")
        False
        """
        return _fits(value, self.kind)


def parse_parameters(source: str) -> tuple[Parameter, ...]:
    """Read the source of a parameters cell.

    Raises
    ------
    ReportError
        A line is not ``name: type = literal`` with one of the types str, int, float, bool.

    Examples
    --------
    >>> parse_parameters('year: int = 2018  # which year')
    (Parameter(name='year', kind=<class 'int'>, default=2018, comment='which year'),)
    """
    comments = _comments(source)
    return tuple(_declaration(node, comments) for node in _statements(source))


def notebook_parameters(notebook: Mapping[str, Any], name: str) -> tuple[Parameter, ...]:
    """Return what the ``parameters`` cell of a notebook declares; ``name`` is for the error.

    Raises
    ------
    ReportError
        The notebook has no cell tagged ``parameters``, or the cell holds something else than annotated
        literals.
    """
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            return parse_parameters("".join(cell["source"]))
    raise ReportError("no_parameters_cell", notebook=name)


def check_parameters(declared: Iterable[Parameter], given: Mapping[str, object]) -> dict[str, Value]:
    """Return every declared parameter with its given or default value, in the declared order.

    Raises
    ------
    ParameterError
        A name is not declared (with the closest names), or a value has another type than declared.
    UsageError
        ``lang`` is not one of the report languages.
    """
    known = {parameter.name: parameter for parameter in declared}
    check_names(given, known)
    values = {name: _typed(parameter, given.get(name, parameter.default)) for name, parameter in known.items()}
    if values.get("lang", "vi") not in LANGS:
        raise UsageError("unknown_choice", what="lang", found=values["lang"], choices=listing(LANGS))
    return values


def check_names(given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse names that are not declared.

    Raises
    ------
    ParameterError
        The error lists the names there are and the closest.
    """
    choices = tuple(known)
    for name in given:
        if name not in choices:
            hint = listing(closest(name, choices))
            raise ParameterError("unknown_parameter", found=name, choices=listing(choices), hint=hint)


def check_place(root: Path, values: Mapping[str, Value]) -> None:
    """Refuse a scheme or year the project does not hold.

    Raises
    ------
    UsageError
        The error lists the schemes, or the years of the scheme, that there are.
    """
    if "scheme" not in values:
        return
    scheme = load_scheme(root, str(values["scheme"]))
    if "year" in values:
        check_year(root, scheme.code, int(values["year"]))


def check_injected(history: Sequence[str] | None = None) -> None:
    r"""Refuse misspelt or wrongly typed parameters that papermill injected into the running notebook.

    Parameters
    ----------
    history : sequence of str, optional
        Sources of the cells run so far; the running kernel's ``In`` when not given, nothing outside a kernel.

    Raises
    ------
    ParameterError
        A name the parameters cell does not declare (with the closest names), or a value of another type.

    Examples
    --------
    >>> check_injected(["year: int = 2018", "# Parameters\nyear = 2020"])
    """
    declared, injected = _latest(kernel_history() if history is None else history)
    if declared:
        check_names(injected, [parameter.name for parameter in declared])
        for parameter in declared:
            _typed(parameter, injected.get(parameter.name, parameter.default))


def kernel_history() -> tuple[str, ...]:
    """Return the sources of the cells the running kernel has executed, or nothing outside of one."""
    try:
        from IPython import get_ipython
    except ImportError:
        return ()
    shell = get_ipython()
    return tuple(shell.user_ns.get("In", ())) if shell else ()


def injected_source(values: Mapping[str, Value]) -> str:
    """Return the source of the injected cell as papermill lays it out, with letters instead of escapes.

    >>> print(injected_source({"scheme": "thừa-thiên", "year": 2018}))
    # Parameters
    scheme = "thừa-thiên"
    year = 2018
    """
    lines = (f"{name} = {_literal(value)}" for name, value in values.items())
    return "\n".join([INJECTED_HEADER, *lines])


def _literal(value: Value) -> str:
    if not isinstance(value, str):
        return repr(value)
    plain = value.replace("\\", "\\\\").replace('"', '\\"')
    # Letters stay letters; what could end the line or hide in it is written as an escape, as papermill writes it.
    escaped = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in plain)
    return f'"{escaped}"'


def _fits(value: object, kind: Kind) -> TypeGuard[Value]:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _typed(parameter: Parameter, value: object) -> Value:
    if not _fits(value, parameter.kind):
        code = f"wrong_type_{parameter.kind.__name__}"
        raise ParameterError(code, name=parameter.name, found=repr(value))
    return _as(parameter.kind, value)


def _as(kind: Kind, value: Value) -> Value:
    """Make a whole number given for a float a float; nothing else is converted."""
    return float(value) if kind is float else value


def _latest(history: Sequence[str]) -> tuple[tuple[Parameter, ...], dict[str, object]]:
    """Return the latest declared parameters, and the values injected after them."""
    declared: tuple[Parameter, ...] = ()
    injected: dict[str, object] = {}
    for source in history:
        found = _declared(source)
        if found:
            declared, injected = found, {}
        elif source.lstrip().startswith(INJECTED_HEADER):
            injected = _assigned(source)
    return declared, injected


def _declared(source: str) -> tuple[Parameter, ...]:
    """Return the parameters of a cell, or nothing if it is another kind of cell."""
    try:
        return parse_parameters(source)
    except ReportError:
        return ()


def _assigned(source: str) -> dict[str, object]:
    """Return the names and literal values a cell assigns, or nothing if it does anything else."""
    found: dict[str, object] = {}
    for node in _statements(source):
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            return {}
        found[node.targets[0].id] = _evaluated(node.value)
    return found


def _evaluated(node: ast.expr) -> object:
    """Return the value of a literal, or None, which no parameter accepts, for anything else."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError as error:
        raise ReportError("bad_parameter", line=error.lineno or 1, found=(error.text or "").strip()) from error


def _declaration(node: ast.stmt, comments: Mapping[int, str]) -> Parameter:
    if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value):
        raise _bad_line(node)
    kind = _KINDS.get(ast.unparse(node.annotation))
    default = _evaluated(node.value)
    if kind is None or not _fits(default, kind):
        raise _bad_line(node)
    comment = comments.get(node.end_lineno or node.lineno, "")
    return Parameter(name=node.target.id, kind=kind, default=_as(kind, default), comment=comment)


def _bad_line(node: ast.stmt) -> ReportError:
    return ReportError("bad_parameter", line=node.lineno, found=ast.unparse(node))


def _comments(source: str) -> dict[int, str]:
    """Return the comment of each line that has one."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return {}
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
