"""Publish a site: copy it beside its destination, compare it with what is there, and swap the two.

The swap is two renames of folders side by side: the old site becomes DEST.previous, the new one DEST. Renames work the
same on Linux, macOS, Windows and network shares, where links need rights that an office does not have or do not exist.
Between the two there is a moment without a site; if the second fails the first is undone, and if the machine stops in
that moment the next publication, or --back, puts the old site back. It also removes what killed ones left beside it.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from parkit.model.catalogue import say
from parkit.model.errors import ParkitError
from parkit.model.faults import write_fault
from parkit.model.folders import reports_folder
from parkit.model.language import LANGS, Lang
from parkit.model.origin import text_hash
from parkit.model.project import load_scheme
from parkit.model.scheme import Scheme
from parkit.pipeline.leftovers import left_over_folders, own_number
from parkit.pipeline.publication import DestinationError, Publication, PublicationError, read_publication
from parkit.report.changes import Changes, Site, find_changes
from parkit.report.changes_page import changes_page
from parkit.report.site_map import CHANGES

Echo = Callable[[str], object]

FACTS: Final = "publication.json"
"""What the next publication is compared with."""
SUMS: Final = "SHA256SUMS"
"""The checksums of all files, as ``sha256sum --check`` reads them."""
_CHANGES: Final = frozenset(CHANGES.values())


@dataclass(frozen=True)
class Places:
    """The folders side by side: the site, the one before it, and the names of passing ones."""

    site: Path

    @property
    def previous(self) -> Path:
        """The publication before."""
        return self.site.with_name(f"{self.site.name}.previous")

    def passing(self, word: str) -> Path:
        """Return a folder of this process that is gone when it is done."""
        return self.site.with_name(f"{self._start(word)}{own_number()}")

    def left_over(self, word: str) -> list[Path]:
        """Return those of killed processes of this machine."""
        return left_over_folders(self.site.parent, self._start(word))

    def _start(self, word: str) -> str:
        return f".{self.site.name}.{word}-"


def publish(root: Path, place: str, *, lang: Lang, echo: Echo, stale: bool = False) -> None:
    """Check the site of a project and publish it to a folder.

    Parameters
    ----------
    root : Path
        The project folder.
    place : str
        The folder of the published site; it need not be there yet.
    lang : {"vi", "en"}
        The language of the messages.
    echo : callable
        Called with each line to show.
    stale : bool
        Publish reports that are not up to date, too.

    Raises
    ------
    PublicationError
        The site may not be published, or not to there; what was published before stands as it was.
    WriteError
        A file could not be written.
    """
    places = Places(_destination(root, place))
    _heal(places)
    new = read_publication(root, stale=stale)
    old = _published(places.site)
    if old is not None and _content(old.files) == _content(new.files):
        echo(say("publish.unchanged", lang, place=places.site))
        return
    with _emptied(places.passing("new")) as folder:
        changes = _fill(folder, root, new, old)
        _settle(folder)
        _swap(places, folder)
    echo(say("publish.published", lang, files=len(new.files), place=places.site, changes=_told(changes, lang)))
    if old is not None:
        echo(say("publish.kept", lang, previous=places.previous, place=places.site))


def put_back(root: Path, place: str, *, lang: Lang, echo: Echo) -> None:
    """Exchange a published site with the publication before it; doing it again takes that back.

    Raises
    ------
    PublicationError
        There is no publication before, or the folders could not be renamed.
    """
    places = Places(_destination(root, place))
    if not _heal(places):
        if _facts(places.previous) is None:
            raise PublicationError("no_previous", place=places.site)
        _swap(places, places.previous, keep=True)
    echo(say("publish.back", lang, place=places.site, previous=places.previous))


def _destination(root: Path, place: str) -> Path:
    """Return the folder to publish to, links followed; refuse the project's own folders and those of other things."""
    site, home = Path(place).resolve(), root.resolve()
    if site in (home, *home.parents) or home in site.parents:
        raise DestinationError("inside_project", place=site)
    if site.exists() and _facts(site) is None and not (site.is_dir() and not any(site.iterdir())):
        raise DestinationError("not_a_site", place=site)
    return site


def _heal(places: Places) -> bool:
    """Put back what swaps that were cut off left aside, remove what else killed processes left; tell if a site came."""
    cut_off = not places.site.exists() and _facts(places.previous) is not None
    if cut_off:
        _rename(places.previous, places.site, places)
    for aside in places.left_over("old"):
        if not places.previous.exists() and _facts(aside) is not None:
            _rename(aside, places.previous, places)
    for folder in (*places.left_over("old"), *places.left_over("new")):
        shutil.rmtree(folder, ignore_errors=True)  # what stays harms nobody, and the next publication tries again
    return cut_off


def _published(folder: Path) -> Site | None:
    """Return what is published in a folder; None if nothing is."""
    facts = _facts(folder)
    if facts is None:
        return None
    return Site(**{name: facts[name] for name in ("files", "titles", "said")}, read=lambda name: _text(folder / name))


def _facts(folder: Path) -> dict[str, Any] | None:
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return facts if isinstance(facts, dict) and {"files", "titles", "said"} <= set(facts) else None


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _content(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files that make a publication another one: the page of changes follows from them."""
    return {name: found for name, found in files.items() if name not in _CHANGES}


@contextmanager
def _emptied(folder: Path) -> Iterator[Path]:
    """Give a new folder that is gone afterwards, unless it was renamed."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise write_fault(error, folder) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(folder: Path, root: Path, new: Publication, old: Site | None) -> dict[Lang, Changes] | None:
    """Write the new site into a folder, with what changed and the checksums; return the changes."""
    reports = reports_folder(root)
    site = Site(files=new.files, titles=new.titles, said=new.said, read=lambda name: _text(reports / name))
    changes = None if old is None else {lang: find_changes(old, site, lang) for lang in LANGS}
    pages = {CHANGES[lang]: _page(root, changes, lang) for lang in LANGS}
    files = dict(sorted({**new.files, **{name: text_hash(text) for name, text in pages.items()}}.items()))
    facts = {"files": files, "titles": new.titles, "said": new.said}
    written = {**pages, FACTS: json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"}
    sums = {**files, FACTS: text_hash(written[FACTS])}
    written[SUMS] = "".join(f"{found}  {name}\n" for name, found in sorted(sums.items()))
    for name, made in new.files.items():
        if name not in pages:
            _copy(reports / name, folder / name, made)
    for name, text in written.items():
        _write(folder / name, text.encode())
    return changes


def _page(root: Path, changes: Mapping[Lang, Changes] | None, lang: Lang) -> str:
    """Return the page of changes; it carries the label if it shows anything of constructed data."""
    if changes is None:
        return changes_page(None, lang, first=True)
    found = changes[lang]
    pages = [*found.came, *found.gone, *(change.page for change in found.texts)]
    schemes = {page.split("/")[1] for page in pages if page.count("/") > 1}
    schemes |= {change.scheme for change in found.figures}
    known = [scheme for code in sorted(schemes) for scheme in _defined(root, code)]
    names = {scheme.code: scheme.name.get(lang) for scheme in known}
    return changes_page(found, lang, schemes=names, constructed=any(scheme.constructed for scheme in known))


def _defined(root: Path, code: str) -> Iterator[Scheme]:
    """Yield the definition of a scheme, nothing where it is gone or cannot be read."""
    with suppress(ParkitError):
        yield load_scheme(root, code)


def _copy(source: Path, target: Path, made: str) -> None:
    """Copy a file that is still as it was checked."""
    try:
        content = source.read_bytes()
    except OSError as error:
        raise PublicationError("altered", files=source.name, n=1) from error
    if sha256(content).hexdigest() != made:
        raise PublicationError("altered", files=source.name, n=1)
    _write(target, content)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise write_fault(error, path) from error


def _settle(folder: Path) -> None:
    """Wait until the disk itself holds a folder: after a power cut the swap must not have come before the files."""
    for place, _, names in os.walk(folder):
        for path in (Path(place, name) for name in names):
            try:
                with path.open("r+b") as file:
                    os.fsync(file.fileno())
            except OSError as error:
                raise write_fault(error, path) from error
        _settle_names(Path(place))


def _settle_names(folder: Path) -> None:
    """Wait until the disk holds the names in a folder; Windows and some network drives do that by themselves."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(places: Places, new: Path, *, keep: bool = False) -> None:
    """Put a folder in the place of the site, and the site in that of the one before, which goes.

    With ``keep`` the new folder is the one before: the two change places.
    """
    aside = places.passing("old")
    shutil.rmtree(aside, ignore_errors=True)
    if places.site.is_dir() and _facts(places.site) is None:
        places.site.rmdir()  # an empty folder that somebody made to publish to
    moves = [(places.site, aside)] if keep else [(places.previous, aside), (places.site, places.previous)]
    moves += [(new, places.site)] + ([(aside, places.previous)] if keep else [])
    done: list[tuple[Path, Path]] = []
    try:
        for start, end in moves:
            if start.exists():
                _rename(start, end, places)
                done.append((start, end))
    except PublicationError:
        for start, end in reversed(done):
            end.rename(start)
        raise
    _settle_names(places.site.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _rename(start: Path, end: Path, places: Places) -> None:
    try:
        start.rename(end)
    except OSError as error:
        raise PublicationError("not_swapped", place=places.site, cause=error.strerror or error) from error


def _told(changes: Mapping[Lang, Changes] | None, lang: Lang) -> str:
    if changes is None:
        return say("publish.said_first", lang)
    found = changes[lang]
    counts = {"values": len(found.figures), "texts": len(found.texts), "came": len(found.came), "gone": len(found.gone)}
    return say("publish.said_changes", lang, **counts)
