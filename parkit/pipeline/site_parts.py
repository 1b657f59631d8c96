"""The pages and files of the site that are made from a scheme's data beside its reports, one part at a time.

A part is the pages about all years of a scheme, or the downloads of one of its years, in one language. Planning
imports nothing heavy; a part is made in a worker.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from parkit.model.errors import ParkitError
from parkit.model.folders import reports_folder, spec_files
from parkit.model.language import Lang
from parkit.pipeline.ground import Grounds
from parkit.pipeline.plan import Report
from parkit.report.site_map import DOWNLOADS, UNITS, YEARS


@dataclass(frozen=True, kw_only=True)
class SitePart:
    """What is made in one go; ``year`` is None for the pages about all years."""

    root: Path
    lang: Lang
    scheme: str
    year: int | None = None

    @property
    def key(self) -> str:
        """How the part is named in the record of the site."""
        return " ".join(str(each) for each in (self.lang, self.scheme, self.year) if each)

    @property
    def folder(self) -> Path:
        """The folder of the scheme's pages in the language."""
        return reports_folder(self.root) / self.lang / self.scheme


@dataclass(frozen=True, kw_only=True)
class MadePart:
    """What came of a part: the bytes' hashes by place in the reports folder, or the mistake that stopped it."""

    outputs: Mapping[str, str] = field(default_factory=dict)
    error: ParkitError | None = None


def site_parts(plan: Iterable[Report]) -> tuple[SitePart, ...]:
    """Return the parts that belong to the reports of a plan, so far as a report of theirs has been built.

    Those of a scheme follow each other, since they share its data.
    """
    places = dict.fromkeys((report.root, report.lang, report.scheme, report.year) for report in plan)
    built = [place for place in places if _has_reports(*place)]
    schemes = dict.fromkeys(place[:3] for place in built)
    parts = (
        *(SitePart(root=root, lang=lang, scheme=scheme) for root, lang, scheme in schemes),
        *(SitePart(root=root, lang=lang, scheme=scheme, year=year) for root, lang, scheme, year in built),
    )
    return tuple(sorted(parts, key=lambda part: part.scheme))


def part_ground(part: SitePart, grounds: Grounds) -> dict[str, object]:
    """Return what a part rests on: the data, parkit with its templates and packages, the pages it leads to."""
    linked = _linked_pages(part) if part.year is None else ()
    return {
        **grounds.shared(part.root, part.scheme, part.year),
        "methods": bool(spec_files(part.root)),
        "pages": linked,
    }


def make_part(part: SitePart) -> MadePart:
    """Make the files of a part and put them in their place, all or none; what it no longer has is removed."""
    from parkit.model.origin import file_hash
    from parkit.model.whole import write_whole

    try:
        files = _all_years(part) if part.year is None else _downloads(part, part.year)
        write_whole(files)
    except ParkitError as error:
        return MadePart(error=error)
    if part.year is not None:
        _sweep(part.folder / str(part.year) / DOWNLOADS, files)
    reports = reports_folder(part.root)
    return MadePart(outputs={path.relative_to(reports).as_posix(): file_hash(path) for path in files})


def share_data_of(part: SitePart) -> None:
    """Read the data of a part's scheme, for this part and those that come next."""
    from parkit.report.problems import keep_data

    keep_data(part.root, part.scheme)


def _all_years(part: SitePart) -> dict[Path, bytes]:
    """Return the page of units and that of year against year."""
    from parkit.report.problems import load_data
    from parkit.report.site_page import render_site_page
    from parkit.report.study import Study
    from parkit.report.unit_list import units_page
    from parkit.report.year_page import years_page

    data = load_data(part.root, part.scheme)
    study = Study(data=data, year=max(data.years()), lang=part.lang)
    has_methods = bool(spec_files(part.root))
    there = {f"{part.lang}/{part.scheme}/{name}" for name in _linked_pages(part)}
    pages = {
        UNITS: units_page(study, there, has_methods=has_methods),
        YEARS: years_page(study, has_methods=has_methods),
    }
    return {part.folder / name: render_site_page(page, part.lang).encode() for name, page in pages.items()}


def _downloads(part: SitePart, year: int) -> dict[Path, bytes]:
    """Return the files of a year and the page that lists them; data with errors are not handed out."""
    from parkit.pipeline.inputs import select_problems
    from parkit.report.downloads import download_files, downloads_page
    from parkit.report.site_page import render_site_page
    from parkit.report.study import load_study

    study = load_study(part.root, scheme=part.scheme, year=year, lang=part.lang)
    errors = int(select_problems(study.data.problems, [year])["severity"].eq("error").sum())
    files = () if errors else download_files(study)
    page = downloads_page(study, files, errors=errors, has_methods=bool(spec_files(part.root)))
    folder = part.folder / str(year) / DOWNLOADS
    shown = render_site_page(page, part.lang).encode()
    return {**{folder / file.name: file.content for file in files}, folder / "index.html": shown}


def _linked_pages(part: SitePart) -> tuple[str, ...]:
    """Return the pages about single units that there are, from the folder of the scheme."""
    found = [path for pattern in ("*/units/*.html", "*/sources/unit-*.html") for path in part.folder.glob(pattern)]
    return tuple(sorted(path.relative_to(part.folder).as_posix() for path in found))


def _has_reports(root: Path, lang: Lang, scheme: str, year: int) -> bool:
    folder = reports_folder(root) / lang / scheme / str(year)
    return any(path for pattern in ("*.html", "units/*.html") for path in folder.glob(pattern))


def _sweep(folder: Path, kept: Mapping[Path, object]) -> None:
    """Remove files of downloads that are no longer made."""
    for path in _files(folder):
        if path not in kept:
            with suppress(OSError):  # a viewer may hold it; nothing links to it any more
                path.unlink()


def _files(folder: Path) -> Sequence[Path]:
    return [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
