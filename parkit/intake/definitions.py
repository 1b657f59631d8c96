"""Everything that defines a scheme, read before any score sheet: rules, units, frameworks, sources, corrections."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from parkit.intake.corrections import Corrections, read_corrections
from parkit.intake.files import names_of, registered, score_files
from parkit.intake.national import read_national
from parkit.model.framework import Framework
from parkit.model.project import list_years, load_framework, load_scheme, load_units
from parkit.model.scheme import Scheme
from parkit.model.sources import Source, read_sources
from parkit.model.units import UnitRegister


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """What a scheme says about itself and its files; ``registered`` holds the declared fingerprints of files."""

    scheme: Scheme
    units: UnitRegister
    frameworks: Mapping[int, Framework]
    sources: tuple[Source, ...]
    corrections: Corrections
    registered: Mapping[str, str]
    national: pd.DataFrame


def read_definitions(root: Path, code: str) -> Definitions:
    """Read the files that define a scheme.

    Raises
    ------
    UsageError
        There is no such scheme.
    DefinitionError
        One of the files is wrong.
    """
    scheme = load_scheme(root, code)
    frameworks = {year: load_framework(scheme, year) for year in list_years(root, code)}
    sheets = [name for year in frameworks for name in names_of(score_files(scheme, year))]
    return Definitions(
        scheme=scheme,
        units=load_units(scheme),
        frameworks=frameworks,
        sources=read_sources(scheme.folder, scheme.blocks, sheets),
        corrections=read_corrections(scheme.folder, sheets),
        registered=registered(scheme.folder),
        national=read_national(scheme.folder),
    )
