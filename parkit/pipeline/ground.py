"""What a report rests on, by hashes: whether it must be run again, only be set anew, or is as it would become.

A report rests on the code of its notebook, its parameters, the data of its scheme up to its year, parkit's source and
the packages; its page also on the notebook's words, the template and the reports beside it. Nothing heavy is imported,
so that a run with nothing to do ends at once.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from parkit.model.catalogue import say
from parkit.model.language import Lang
from parkit.model.origin import file_hash, file_hashes, folder_hash, source_hash, text_hash
from parkit.model.project import raw_folder
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
    """The grounds of the reports of one run; what several of them share is read once."""

    _folders: dict[Path, dict[str, str]] = field(default_factory=dict)
    _notebooks: dict[Path, Mapping[str, Any]] = field(default_factory=dict)
    _library: Library = field(default_factory=Library)

    def of(self, report: Report) -> Ground:
        """Return what a report rests on now."""
        notebook = self._notebook(report.source)
        return {
            "code": text_hash(json.dumps(_code(notebook))),
            "parameters": report.parameters,
            "parkit": source_hash(),
            "packages": self._packages(report.root),
            "data": self._data(report.root, report.scheme, report.year),
            "text": text_hash(json.dumps([_words(notebook), notebook["metadata"]], sort_keys=True)),
            "page": text_hash(f"{self._template} {page_context(report, self._library)}"),
        }

    def need(self, report: Report) -> Need:
        """Return what a report needs to be as it would become."""
        try:
            manifest = json.loads(report.manifest.read_text(encoding="utf-8"))
            before, outputs = manifest["ground"], manifest["outputs"]
        except (OSError, ValueError, KeyError):  # not built yet, or cut off: it is built
            return Need(step="run", reason="never")
        now = self.of(report)
        changed = next((part for part in RUN if now[part] != before.get(part)), "")
        if changed:
            files = _changed_files(before.get("data", {}), now["data"]) if changed == "data" else ()
            return Need(step="run", reason=changed, files=files)
        lost = _lost(report, outputs)
        if report.executed.name in lost:
            return Need(step="run", reason="lost", files=lost)
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

    def _data(self, root: Path, scheme: str, year: int | None) -> dict[str, str]:
        """Return the hashes of the scheme's own files and of those of its years up to the report's, of all without."""
        folder = raw_folder(root) / scheme
        if folder not in self._folders:
            self._folders[folder] = file_hashes(folder)
        return {name: found for name, found in self._folders[folder].items() if year is None or _reaches(name, year)}

    def _notebook(self, path: Path) -> Mapping[str, Any]:
        if path not in self._notebooks:
            self._notebooks[path] = read_notebook(path)
        return self._notebooks[path]

    def _packages(self, root: Path) -> str:
        """Return the hash of the locked packages with the version of Python; a project without a lock has only that."""
        lock = root / "requirements.lock"
        if lock not in self._folders:
            self._folders[lock] = {"": file_hash(lock) if lock.is_file() else ""}
        return text_hash(f"{sys.version} {self._folders[lock]['']}")

    @cached_property
    def _template(self) -> str:
        return template_hash()


def template_hash() -> str:
    """Return the hash of the templates of all pages, with style, script and fonts."""
    return folder_hash(_TEMPLATE, _TEMPLATE_ENDINGS)


def _reaches(name: str, year: int) -> bool:
    """Tell whether a file of a scheme counts for a year: it lies in no year's folder, or in one up to it.

    >>> _reaches("units.csv", 2018), _reaches("2018/scores.csv", 2018), _reaches("2019/scores.csv", 2018)
    (True, True, False)
    """
    folder = name.partition("/")[0]
    return not folder.isdecimal() or int(folder) <= year


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


def _lost(report: Report, outputs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files of a report that are not there, or not as they were made."""
    folder = report.page.parent
    return tuple(
        name for name, made in outputs.items() if not (folder / name).is_file() or file_hash(folder / name) != made
    )
