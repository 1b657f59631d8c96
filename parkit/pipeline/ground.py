"""What a report rests on, by hashes: whether it must be run again, only be set anew, or is as it would become.

A report rests on the code of its notebook, its parameters, the data of its scheme up to its year, parkit's source and
the packages; its page also on the notebook's words, the template and the reports beside it. Nothing heavy is imported,
so that a run with nothing to do ends at once.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from parkit.model.catalogue import say
from parkit.model.folders import raw_folder
from parkit.model.language import Lang
from parkit.model.origin import file_hash, file_hashes, folder_hash, source_hash, text_hash
from parkit.pipeline.context import Library, page_context
from parkit.pipeline.plan import Report, read_notebook

Step = Literal["run", "render", "none"]
Ground = Mapping[str, Any]

RUN: Final = ("code", "parameters", "parkit", "packages", "data")
"""What the results rest on; a change of any makes the notebook run again."""
RENDER: Final = ("text", "page")
"""What only the page rests on."""

_TEMPLATE: Final = Path(__file__).parents[1] / "report" / "template"
_TEMPLATE_ENDINGS: Final = (".j2", ".css", ".js", ".json", ".woff2")
_NAMED: Final = 3


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a report needs, and why: the part of its ground that changed, with the files if it is the data."""

    step: Step
    reason: str = ""
    files: tuple[str, ...] = ()

    def sentence(self, lang: Lang) -> str:
        """Return the reason in a reader's words."""
        named = ", ".join(self.files[:_NAMED]) + (" …" if len(self.files) > _NAMED else "")
        return say(f"cli.why_{self.reason or 'nothing'}", lang, files=named)


@dataclass
class Grounds:
    """The grounds of the reports of one run; what several of them share is read once.

    ``hash_of`` gives the SHA-256 of a file of the project: it may remember those that did not change.
    """

    hash_of: Callable[[Path | str], str] = file_hash
    _folders: dict[Path, dict[str, str]] = field(default_factory=dict)
    _years: dict[tuple[Path, int], dict[str, str]] = field(default_factory=dict)
    _notebooks: dict[Path, "_Notebook"] = field(default_factory=dict)
    _library: Library = field(default_factory=Library)

    def of(self, report: Report) -> Ground:
        """Return what a report rests on now."""
        return {**self._run_ground(report), **self._page_ground(report)}

    def need(self, report: Report) -> Need:
        """Return what a report needs to be as it would become."""
        manifest = _manifest(report)
        if not manifest:
            return Need(step="run", reason="never")
        before = manifest["ground"]
        now = self._run_ground(report)
        changed = next((part for part in RUN if now[part] != before.get(part)), "")
        if changed:
            files = _changed_files(before.get("data", {}), now["data"]) if changed == "data" else ()
            return Need(step="run", reason=changed, files=files)
        lost = self.lost(report, manifest)
        if report.executed.name in lost:
            return Need(step="run", reason="lost", files=lost)
        now = self._page_ground(report)
        changed = next((part for part in RENDER if now[part] != before.get(part)), "lost" if lost else "")
        return Need(step="render", reason=changed, files=lost) if changed else Need(step="none")

    def shared(self, root: Path, scheme: str, year: int | None) -> Ground:
        """Return what anything made from a scheme's data rests on: of its files those up to a year, or all."""
        return {
            "parkit": source_hash(),
            "packages": self._packages(root),
            "data": self._data(root, scheme, year),
            "template": self._template,
        }

    def _run_ground(self, report: Report) -> Ground:
        return {
            "code": self._notebook(report.source).code,
            "parameters": report.parameters,
            "parkit": source_hash(),
            "packages": self._packages(report.root),
            "data": self.data(report),
        }

    def _page_ground(self, report: Report) -> Ground:
        return {
            "text": self._notebook(report.source).text,
            "page": text_hash(f"{self._template} {page_context(report, self._library)}"),
        }

    def lost(self, report: Report, manifest: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        """Return the files of a report that are not there, or not as they were made by its manifest."""
        made = (_manifest(report) if manifest is None else manifest).get("outputs", {})
        folder = os.path.dirname(report.manifest)  # noqa: PTH120  for thousands of files texts are quicker than paths
        return tuple(name for name in made if self.found(f"{folder}{os.sep}{name}") != made[name])

    def found(self, path: str) -> str:
        """Return the hash of a file, nothing for one that is not there."""
        try:
            return self.hash_of(path)
        except OSError:
            return ""

    def data(self, report: Report) -> dict[str, str]:
        """Return the hashes of the scheme's own files and of those of its years up to the report's."""
        return self._data(report.root, report.scheme, report.year)

    def _data(self, root: Path, scheme: str, year: int | None) -> dict[str, str]:
        """Return the hashes of the scheme's own files and of those of its years up to one, of all without."""
        folder = raw_folder(root) / scheme
        if folder not in self._folders:
            self._folders[folder] = file_hashes(folder, self.hash_of)
        if year is None:
            return self._folders[folder]
        if (folder, year) not in self._years:
            files = self._folders[folder].items()
            self._years[folder, year] = {name: found for name, found in files if _reaches(name, year)}
        return self._years[folder, year]

    def _notebook(self, path: Path) -> "_Notebook":
        if path not in self._notebooks:
            self._notebooks[path] = _hashed(read_notebook(path))
        return self._notebooks[path]

    def _packages(self, root: Path) -> str:
        """Return the hash of the locked packages with the version of Python; a project without a lock has only that."""
        lock = root / "requirements.lock"
        if lock not in self._folders:
            self._folders[lock] = {"": self.hash_of(lock) if lock.is_file() else ""}
        return text_hash(f"{sys.version} {self._folders[lock]['']}")

    @cached_property
    def _template(self) -> str:
        return template_hash()


def template_hash() -> str:
    """Return the hash of the templates of all pages, with style, script and fonts."""
    return folder_hash(_TEMPLATE, _TEMPLATE_ENDINGS)


def _manifest(report: Report) -> Mapping[str, Any]:
    """Return the manifest of a report, nothing if it is not built yet, or the manifest is cut off."""
    try:
        manifest: dict[str, Any] = json.loads(report.manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if {"ground", "outputs"} <= set(manifest) else {}


def _reaches(name: str, year: int) -> bool:
    """Tell whether a file of a scheme counts for a year: it lies in no year's folder, or in one up to it.

    >>> _reaches("units.csv", 2018), _reaches("2018/scores.csv", 2018), _reaches("2019/scores.csv", 2018)
    (True, True, False)
    """
    folder = name.partition("/")[0]
    return not folder.isdecimal() or int(folder) <= year


@dataclass(frozen=True, kw_only=True)
class _Notebook:
    """The hashes of a notebook's code and of its words."""

    code: str
    text: str


def _hashed(notebook: Mapping[str, Any]) -> _Notebook:
    words = [_words(notebook), notebook["metadata"]]
    return _Notebook(code=text_hash(json.dumps(_code(notebook))), text=text_hash(json.dumps(words, sort_keys=True)))


def _code(notebook: Mapping[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _words(notebook: Mapping[str, Any]) -> list[list[Any]]:
    """Return every cell with its place and tags, of code cells without the code."""
    return [
        [cell["cell_type"], cell["metadata"], "" if cell["cell_type"] == "code" else "".join(cell["source"])]
        for cell in notebook["cells"]
    ]


def _changed_files(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*before, *now} if before.get(name) != now.get(name)))
