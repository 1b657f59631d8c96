"""The plan: which reports there are to build, in a fixed order, and where each one goes.

A report is one notebook for one scheme, one year and one language. Every notebook is planned for every year
of a scheme, whatever kinds of data the year has: a notebook says what is missing. The files of a report lie
in ``reports/<lang>/<scheme>/<year>/``, so the same report always has the same address.

A notebook that declares the parameter ``unit`` is the profile of one unit. Profiles are many, so they are planned
only when asked for: one for each unit that has scores in the year, in the folder ``units`` of the year.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, Final

from parkit.model.errors import UsageError, closest, listing
from parkit.model.folders import notebooks_folder, reports_folder
from parkit.model.language import LANGS, Lang
from parkit.model.project import list_schemes, list_years, load_scheme
from parkit.pipeline.failures import ParameterError, ReportError
from parkit.pipeline.parameters import Value, check_names, notebook_parameters
from parkit.pipeline.profiles import Units, choose_units, is_profile, neighbours

DATA_QUALITY: Final = "90_data_quality"
UNITS: Final = "units"
"""The folder of the profiles in that of their year."""
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
        The notebooks whose reports stand beside this one, itself included; the page links to them. Those of a
        profile are the reports of its year.
    unit : str
        The unit a profile is about.
    neighbours : tuple of str
        The units before and after it in its block that have a profile too; empty where there is none.
    """

    root: Path
    notebook: str
    scheme: str
    year: int
    lang: Lang
    siblings: tuple[str, ...] = ()
    unit: str = ""
    neighbours: tuple[str, str] = ("", "")

    @property
    def label(self) -> str:
        """How the report is named in messages: language, scheme, year, notebook, and the unit of a profile."""
        return f"{self.lang} {self.scheme} {self.year} {self.notebook} {self.unit}".rstrip()

    @property
    def parameters(self) -> dict[str, Value]:
        """The values given to the notebook."""
        about = {"unit": self.unit} if self.unit else {}
        return {"scheme": self.scheme, "year": self.year, "lang": self.lang, **about}

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
        return folder / UNITS / f"{self.unit}.{ending}" if self.unit else folder / f"{self.notebook}.{ending}"


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
    units: Sequence[str] = (),
    profiles: bool = False,
) -> tuple[Report, ...]:
    """Return the reports to build, ordered by language, scheme, year and notebook; an empty choice means all.

    Parameters
    ----------
    units : sequence of str
        Codes or names of units: only their profiles are planned, beside what else is asked for.
    profiles : bool
        Plan the profiles too; naming their notebook or a unit plans them as well, without the other notebooks.

    Raises
    ------
    UsageError
        A scheme, year, notebook or unit does not exist, or there is none at all; the error lists those there are.
    ReportError
        A notebook does not declare the parameters scheme, year and lang.
    """
    known = list_notebooks(root)
    about_unit = profile_notebook(root)
    chosen = _choose_notebooks(root, known, notebooks)
    for name in chosen:
        _check_addressable(read_notebook(notebooks_folder(root) / f"{name}.ipynb"), name)
    only_units = bool(units) and not (notebooks or profiles)
    usual = () if only_units else tuple(name for name in chosen if name != about_unit)
    places = choose_places(root, schemes, years)
    siblings = tuple(name for name in known if name != about_unit)
    ordered: list[Lang] = [lang for lang in LANGS if lang in (langs or LANGS)]
    plain = tuple(
        Report(root=root, notebook=name, scheme=scheme, year=year, lang=lang, siblings=siblings)
        for lang, (scheme, year), name in product(ordered, places, usual)
    )
    if not (profiles or units or about_unit in notebooks):
        return plain
    if not about_unit:
        raise ParameterError("no_profile_notebook", folder=notebooks_folder(root))
    wanted = choose_units(root, places, units)
    empty = Report(root=root, notebook=about_unit, scheme="", year=0, lang="vi", siblings=siblings)
    return _in_order(plain, _profiles(empty, wanted, ordered, usual))


def profile_notebook(root: Path) -> str:
    """Return the notebook that is about one unit, or nothing where a project has none.

    Raises
    ------
    ReportError
        There are several; their pages would have the same addresses.
    """
    names = list_notebooks(root)
    found = [name for name in names if is_profile(read_notebook(notebooks_folder(root) / f"{name}.ipynb"), name)]
    if len(found) > 1:
        raise ReportError("two_profiles", notebooks=listing(found))
    return "".join(found)


def _profiles(
    empty: Report, wanted: Iterable[Units], langs: Iterable[Lang], usual: Collection[str]
) -> Iterator[Report]:
    """Fill an empty report in for every wanted unit; a scheme that cannot be read keeps one report that says so."""
    for lang, place in product(langs, wanted):
        year = replace(empty, lang=lang, scheme=place.scheme, year=place.year)
        beside = tuple(name for name in empty.siblings if name in usual or replace(year, notebook=name).page.is_file())
        reports = [replace(year, siblings=beside, unit=unit) for block in place.blocks for unit in block]
        there = {report.unit for report in reports if report.unit in place.chosen or report.page.is_file()}
        yield from (
            replace(report, neighbours=neighbours(place.blocks, report.unit, there))
            for report in reports
            if report.unit in place.chosen
        )


def _in_order(plain: Iterable[Report], profiles: Iterable[Report]) -> tuple[Report, ...]:
    """Set the profiles among the other reports, by the number of their notebook."""
    both = [*plain, *profiles]
    return tuple(sorted(both, key=lambda each: (LANGS.index(each.lang), each.scheme, each.year, each.notebook)))


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


def _choose_notebooks(root: Path, known: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
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
