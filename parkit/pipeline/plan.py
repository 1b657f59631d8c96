"""The plan: which reports there are to build, in a fixed order, and where each one goes.

A report is one notebook for one scheme, one year and one language. Every notebook is planned for every year
of a scheme, whatever kinds of data the year has: a notebook says what is missing. The files of a report lie
in ``reports/<lang>/<scheme>/<year>/``, so the same report always has the same address.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final

from parkit.model.errors import UsageError, closest, listing
from parkit.model.language import LANGS, Lang
from parkit.model.project import list_schemes, list_years, load_scheme, notebooks_folder, reports_folder
from parkit.pipeline.failures import ParameterError, ReportError
from parkit.pipeline.parameters import Value, check_names, notebook_parameters

DATA_QUALITY: Final = "90_data_quality"
_NAME: Final = re.compile(r"\d\d_[a-z0-9_]+")
_ADDRESS: Final = ("scheme", "year", "lang")


@dataclass(frozen=True, kw_only=True)
class Report:
    """One notebook to be run for one scheme, year and language.

    Attributes
    ----------
    root : Path
        The project folder.
    notebook : str
        Name of the notebook without its ending, such as ``20_rankings``.
    siblings : tuple of str
        The notebooks whose reports stand beside this one, itself included; the page links to them.
    """

    root: Path
    notebook: str
    scheme: str
    year: int
    lang: Lang
    siblings: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How the report is named in messages: language, scheme, year, notebook."""
        return f"{self.lang} {self.scheme} {self.year} {self.notebook}"

    @property
    def parameters(self) -> dict[str, Value]:
        """The values given to the notebook."""
        return {"scheme": self.scheme, "year": self.year, "lang": self.lang}

    @property
    def source(self) -> Path:
        """The notebook file."""
        return notebooks_folder(self.root) / f"{self.notebook}.ipynb"

    @property
    def page(self) -> Path:
        """The HTML page."""
        return self._output("html")

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self._output("ipynb")

    @property
    def manifest(self) -> Path:
        """The facts of the run."""
        return self._output("json")

    def _output(self, ending: str) -> Path:
        folder = reports_folder(self.root) / self.lang / self.scheme / str(self.year)
        return folder / f"{self.notebook}.{ending}"


def list_notebooks(root: Path) -> tuple[str, ...]:
    """Return the names of the report notebooks, two digits and a name, in the order of their numbers."""
    names = (path.stem for path in notebooks_folder(root).glob("*.ipynb"))
    return tuple(sorted(name for name in names if _NAME.fullmatch(name)))


def make_plan(
    root: Path,
    *,
    schemes: Sequence[str] = (),
    years: Sequence[int] = (),
    notebooks: Sequence[str] = (),
    langs: Sequence[Lang] = (),
) -> tuple[Report, ...]:
    """Return the reports to build, ordered by language, scheme, year and notebook; an empty choice means all.

    Raises
    ------
    UsageError
        A scheme, year or notebook does not exist, or there is none at all; the error lists those there are.
    ReportError
        A notebook does not declare the parameters scheme, year and lang.
    """
    chosen = _choose_notebooks(root, notebooks)
    for name in chosen:
        _check_addressable(read_notebook(notebooks_folder(root) / f"{name}.ipynb"), name)
    places = choose_places(root, schemes, years)
    siblings = list_notebooks(root)
    ordered = [lang for lang in LANGS if lang in (langs or LANGS)]
    return tuple(
        Report(root=root, notebook=name, scheme=scheme, year=year, lang=lang, siblings=siblings)
        for lang, (scheme, year), name in product(ordered, places, chosen)
    )


def choose_places(root: Path, schemes: Sequence[str], years: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Return the chosen schemes with their chosen years, sorted; an empty choice means all.

    Raises
    ------
    UsageError
        A scheme does not exist, or a year exists in none of the schemes.
    """
    codes = _choose_schemes(root, schemes)
    places = [(code, year) for code in codes for year in list_years(root, code)]
    known = sorted({year for _, year in places})
    if not known:
        raise ParameterError("no_schemes", folder=root)
    for year in years:
        if year not in known:
            raise UsageError("unknown_year", scheme=listing(codes), found=year, choices=listing(known))
    return tuple(place for place in places if place[1] in (years or known))


def read_notebook(path: Path) -> dict[str, Any]:
    """Return a notebook as plain JSON; nbformat takes seconds to import, and planning needs no more than this.

    Raises
    ------
    ReportError
        The file is not a notebook.
    """
    try:
        notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ReportError("not_a_notebook", notebook=path.name, cause=error) from error
    return notebook


def _choose_notebooks(root: Path, wanted: Sequence[str]) -> tuple[str, ...]:
    known = list_notebooks(root)
    if not known:
        raise ParameterError("no_notebooks", folder=notebooks_folder(root))
    for name in wanted:
        if name not in known:
            hint = listing(closest(name, known))
            raise ParameterError("unknown_notebook", found=name, choices=listing(known), hint=hint)
    return tuple(name for name in known if name in (wanted or known))


def _choose_schemes(root: Path, wanted: Sequence[str]) -> tuple[str, ...]:
    known = list_schemes(root)
    for code in wanted:
        if code not in known:
            load_scheme(root, code)  # it does not exist, so this raises the error that lists those that do
    return tuple(code for code in known if code in (wanted or known))


def _check_addressable(notebook: dict[str, Any], name: str) -> None:
    """Refuse a notebook that cannot be told which scheme, year and language it is for."""
    declared: Iterable[str] = [parameter.name for parameter in notebook_parameters(notebook, name)]
    check_names(_ADDRESS, declared)
