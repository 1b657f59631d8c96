"""What of a project is published, and whether it may be: every file as its manifest has it, every link, every label.

Pages and downloads are published; executed notebooks, manifests and facts of runs stay at home.
"""

import html
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from parkit.model.catalogue import say
from parkit.model.errors import ParkitError, PublishError, UsageError, listing
from parkit.model.folders import reports_folder
from parkit.model.language import LANGS, Lang, slug
from parkit.model.origin import file_hash
from parkit.model.project import load_scheme
from parkit.pipeline.ground import Grounds
from parkit.pipeline.hashes import Hashes
from parkit.pipeline.index import read_record, site_stands
from parkit.pipeline.plan import Report, make_plan
from parkit.pipeline.run import needed_steps

_AT_HOME: Final = (".ipynb",)
_SHOWN: Final = 5
_BESIDE: Final = re.compile(r"<(script|style)\b[^>]*>.*?</\1>", re.DOTALL)
_HREF: Final = re.compile(r'<[^<>]*?\shref="([^"]*)"')
_ID: Final = re.compile(r'<[^<>]*?\sid="([^"]+)"')
_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title>([^<]*)</title>")


class PublicationError(PublishError):
    """A site that may not be published; ``code`` names its entry in ``words/publish.toml`` (exit code 6)."""

    def text(self, lang: Lang) -> str:
        """Return the sentence in ``lang``."""
        return say(f"publish.{self.code}", lang, **self.fields)


class DestinationError(PublicationError, UsageError):
    """A place that nothing may be published to (exit code 2)."""

    exit_code = 2


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A site as it is published.

    Attributes
    ----------
    files : mapping
        The SHA-256 of every file, by its place.
    titles : mapping
        The title of every page.
    said : mapping
        What the exhibits of each report say in words, by page and exhibit.
    """

    files: Mapping[str, str]
    titles: Mapping[str, str]
    said: Mapping[str, Mapping[str, list[str]]]


def read_publication(root: Path, *, stale: bool) -> Publication:
    """Check the site of a project and return what is published of it.

    Parameters
    ----------
    root : Path
        The project folder.
    stale : bool
        Publish reports that are not up to date, too.

    Raises
    ------
    PublicationError
        Nothing is built, a report is not up to date, a file is not as it was made, a link leads nowhere, or
        constructed data stand without their label.
    """
    folder = reports_folder(root)
    if not stale:
        _check_fresh(root)
    files, said = _made_files(folder)
    if not files:
        raise PublicationError("nothing_built", folder=folder)
    _refuse("altered", [name for name, made in files.items() if _hash(folder / name) != made])
    pages = {name: (folder / name).read_text(encoding="utf-8") for name in files if name.endswith(".html")}
    _refuse("lost_links", [f"{page} → {href}" for page, href in lost_links(pages, files)])
    _refuse("unlabelled", list(_unlabelled(root, folder, files, pages)))
    titles = {name: _title(text) for name, text in pages.items()}
    return Publication(files=files, titles=titles, said=said)


def lost_links(pages: Mapping[str, str], files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Go through the links of pages that lead to no file of the site, or to no place on its page.

    The pages are parkit's own: attributes are quoted and escaped, so a pattern finds them, a hundred times faster
    than a parser would. A text that reads like an attribute is none.
    """
    known = set(files)
    bare = {name: _BESIDE.sub("", text) for name, text in pages.items()}
    places = {name: {html.unescape(found) for found in _ID.findall(text)} for name, text in bare.items()}
    for page, text in bare.items():
        for found in dict.fromkeys(_HREF.findall(text)):
            address = html.unescape(found)
            if not _ELSEWHERE.match(address) and not _leads_somewhere(page, address, known, places):
                yield page, address


def _leads_somewhere(page: str, address: str, known: set[str], places: Mapping[str, set[str]]) -> bool:
    path, _, place = address.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
    return target in known and (not place or unquote(place) in places.get(target, ()))


def _check_fresh(root: Path) -> None:
    """Refuse reports, and pages of the site, that a run would make anew."""
    hashes = Hashes(root)
    grounds = Grounds(hashes.of)
    built = [report for report in _plan(root) if report.manifest.is_file()]
    stale = [report.label for report in needed_steps(built, grounds)]
    _refuse("not_current", stale)
    if built and not site_stands(built, grounds):
        raise PublicationError("site_not_current")


def _plan(root: Path) -> tuple[Report, ...]:
    """Return all reports there can be; profiles only where some are built."""
    profiles = any(path for lang in LANGS for path in (reports_folder(root) / lang).glob("*/*/units/*.json"))
    return make_plan(root, profiles=profiles)


def _made_files(folder: Path) -> tuple[dict[str, str], dict[str, dict[str, list[str]]]]:
    """Return the hashes of all pages and downloads by the manifests, and what the exhibits of each page say."""
    files: dict[str, str] = {}
    said: dict[str, dict[str, list[str]]] = {}
    for path in sorted(path for lang in LANGS for path in (folder / lang).glob("*/*/**/*.json")):
        manifest = _manifest(path)
        if not manifest:
            continue
        place = path.parent.relative_to(folder).as_posix()
        outputs = {f"{place}/{name}": made for name, made in manifest["outputs"].items()}
        files |= {name: made for name, made in outputs.items() if not name.endswith(_AT_HOME)}
        said[f"{place}/{path.stem}.html"] = manifest.get("said", {})
    for part in read_record(folder.parent).values():
        files |= part.get("outputs", {})
    return dict(sorted(files.items())), said


def _manifest(path: Path) -> dict[str, Any]:
    """Return a manifest, nothing for another file of that ending."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PublicationError("altered", files=path.name, n=1) from error
    return found if isinstance(found, dict) and {"notebook", "outputs"} <= set(found) else {}


def _hash(path: Path) -> str:
    try:
        return file_hash(path)
    except OSError:
        return ""


def _unlabelled(root: Path, folder: Path, files: Iterable[str], pages: Mapping[str, str]) -> Iterator[str]:
    """Go through the files of constructed schemes that do not say so."""
    constructed: dict[str, bool] = {}
    for name in files:
        lang, _, rest = name.partition("/")
        scheme = rest.partition("/")[0]
        known = next((each for each in LANGS if each == lang), None)
        if known is None or "/" not in rest:
            continue
        if scheme not in constructed:
            constructed[scheme] = _is_constructed(root, scheme)
        if constructed[scheme] and not _is_labelled(folder / name, pages.get(name), known):
            yield name


def _is_constructed(root: Path, scheme: str) -> bool:
    try:
        return load_scheme(root, scheme).constructed
    except ParkitError:  # its definition is gone or broken: it must not pass for real, so its label is asked for
        return True


def _is_labelled(path: Path, page: str | None, lang: Lang) -> bool:
    """Tell whether a page shows the notice, a description carries it, or a file to download has it in its name."""
    if page is not None:
        return f'<p class="band"><strong>{html.escape(say("report.constructed", lang))}' in page
    if path.name == "datapackage.json":
        return bool(_read_json(path).get("constructed"))
    return slug(say("report.constructed_short", lang)) in path.name


def _read_json(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _title(page: str) -> str:
    found = _TITLE.search(page)
    return html.unescape(found[1]) if found else ""


def _refuse(code: str, found: list[str]) -> None:
    if found:
        more = " …" if len(found) > _SHOWN else ""
        raise PublicationError(code, files=listing(found[:_SHOWN]) + more, n=len(found))
