"""The first call of every notebook: check what it was given, then open the study it works with.

It holds whoever runs the notebook: ``parkit run``, stock papermill, or a person in JupyterLab.
"""

from parkit.model.errors import DataError
from parkit.model.folders import find_root
from parkit.model.project import check_year, load_scheme, load_units
from parkit.pipeline.parameters import check_injected
from parkit.pipeline.shelf import shared_peers
from parkit.report.exhibits.profile.peers import peers_of
from parkit.report.exhibits.profile.subject import Profile, check_unit
from parkit.report.study import Study, load_study


def open_study(*, scheme: str, year: int, lang: str, with_errors: bool = False) -> Study:
    """Check a notebook's parameters and open the study of that scheme, year and language.

    Parameters
    ----------
    scheme, year, lang
        The notebook's parameters.
    with_errors : bool
        Open the study although score sheets of the year have errors; only a report of these errors may.

    Raises
    ------
    ParameterError
        Papermill injected a name that the notebook does not declare, or a value of another type.
    UsageError
        Unknown scheme, year or language; the error lists those there are.
    DataError
        The year's score sheets have errors, so nothing may be computed from what is left.
    """
    check_injected()
    study = load_study(find_root(), scheme=scheme, year=year, lang=lang)
    problems = study.data.problems
    errors = problems[problems["severity"].eq("error") & problems["year"].eq(study.year)]
    if len(errors) and not with_errors:
        raise DataError("year_has_errors", scheme=scheme, year=year, n=len(errors))
    return study


def open_profile(*, scheme: str, year: int, lang: str, unit: str) -> Profile:
    """Check a notebook's parameters and open the profile of a unit, by its code, in that scheme, year and language.

    Raises
    ------
    ParameterError
        As ``open_study``.
    UsageError
        As ``open_study``; or the year has no such unit, and the error names the closest.
    DataError
        As ``open_study``.
    """
    check_injected()
    root = find_root()
    check_year(root, scheme, year)
    register = load_units(load_scheme(root, scheme))
    check_unit(register, scheme, year, unit)
    block = register.get(unit).block
    place = (scheme, year, lang, block)
    peers = shared_peers(root, place, lambda: peers_of(open_study(scheme=scheme, year=year, lang=lang), block))
    return Profile(peers=peers, unit=unit)
