"""The site's own pages: which of them stand as they were made, and making those that do not.

They are the parts made from a scheme's data (`parkit.pipeline.site_parts`), and the pages that lead to everything:
the index and the search in both languages, and the methods. ``site.json`` in the reports folder says what each rests
on and its bytes; finding out that nothing changed imports nothing heavy.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from parkit.model.errors import DefinitionError, ParkitError
from parkit.model.folders import reports_folder, spec_files
from parkit.model.language import LANGS, Lang
from parkit.model.origin import file_hash, source_hash, text_hash
from parkit.pipeline.ground import Grounds, template_hash
from parkit.pipeline.plan import Report
from parkit.pipeline.site_parts import MadePart, SitePart, make_part, part_ground, share_data_of, site_parts

Echo = Callable[[str], object]
Record = dict[str, dict[str, Any]]

RECORD: Final = "site.json"
START: Final = "start"
"""The part of the record about the pages that lead to everything."""


def site_stands(plan: Sequence[Report], grounds: Grounds) -> bool:
    """Tell whether every page of the site that belongs to a plan is there as it would be made now."""
    root = plan[0].root
    record = read_record(root)
    return not _parts_to_make(plan, grounds, record) and _stands(
        root, record.get(START, {}), _start_ground(root), grounds
    )


def make_site(
    plan: Sequence[Report], grounds: Grounds, *, lang: Lang, echo: Echo, jobs: int, force: bool = False
) -> int:
    """Make the parts of the site that do not stand, and the pages that lead to everything; return the exit code.

    A part that cannot be made keeps its last good pages and does not stop the others.
    """
    root = plan[0].root
    record = read_record(root)
    todo = list(site_parts(plan)) if force else _parts_to_make(plan, grounds, record)
    grounds_of = {part: part_ground(part, grounds) for part in todo}  # before the data are read
    codes = [0]
    for part, made in _make_all(todo, jobs):
        record.pop(part.key, None)
        if made.error is None:
            record[part.key] = {"ground": _digest(grounds_of[part]), "outputs": dict(made.outputs)}
            continue
        codes.append(made.error.exit_code)
        if not isinstance(made.error, DefinitionError):  # the run has said so before it came to the reports
            echo(made.error.text(lang))
    codes.append(_make_start(root, record, lang=lang, echo=echo))
    return max(codes)


def read_record(root: Path) -> Record:
    """Return what was written down of the site's pages; nothing if there is none, or it was cut off."""
    try:
        record = json.loads((reports_folder(root) / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) and all(isinstance(each, dict) for each in record.values()) else {}


def _parts_to_make(plan: Sequence[Report], grounds: Grounds, record: Record) -> list[SitePart]:
    return [
        part
        for part in site_parts(plan)
        if not _stands(part.root, record.get(part.key, {}), _digest(part_ground(part, grounds)), grounds)
    ]


def _make_all(parts: Sequence[SitePart], jobs: int) -> list[tuple[SitePart, MadePart]]:
    """Make parts in workers; a bug in one is raised here, after the others are done."""
    from contextlib import closing

    from parkit.pipeline.workers import Lost, run_tasks

    made: list[tuple[SitePart, MadePart]] = []
    traces: list[str] = []
    at_a_time = max(1, min(jobs, len(parts)))
    with closing(run_tasks(make_part, parts, jobs=at_a_time, share=share_data_of)) as results:
        for position, result in results:
            if isinstance(result, MadePart):
                made.append((parts[position], result))
            elif isinstance(result, Lost) and result.error:
                made.append((parts[position], MadePart(error=result.error)))
            else:
                traces.append(result.trace if isinstance(result, Lost) else str(result))
    if traces:
        raise RuntimeError("\n".join(traces))
    return made


def _make_start(root: Path, record: Record, *, lang: Lang, echo: Echo) -> int:
    """Make the pages that lead to all others, and write down what was made."""
    from parkit.model.whole import write_whole  # here, since a run with nothing to do writes nothing
    from parkit.report.site import build_index

    try:
        made = build_index(root)
        folder = reports_folder(root)
        outputs = {path.relative_to(folder).as_posix(): file_hash(path) for path in made}
        record[START] = {"ground": _start_ground(root), "outputs": outputs}
        write_whole({folder / RECORD: json.dumps(dict(sorted(record.items())), indent=1) + "\n"})
    except ParkitError as error:
        echo(error.text(lang))
        return error.exit_code
    return 0


def _stands(root: Path, known: Mapping[str, Any], ground: str, grounds: Grounds) -> bool:
    """Tell whether a part was made from the same, and every file of it is there as it was made."""
    outputs = known.get("outputs", {})
    if not outputs or known.get("ground") != ground:
        return False
    folder = f"{reports_folder(root)}{os.sep}"
    return all(grounds.found(f"{folder}{name}") == made for name, made in outputs.items())


def _start_ground(root: Path) -> str:
    """Return the hash of what the leading pages rest on: parkit, the methods, and which pages there are."""
    specified = [file_hash(path) for path in spec_files(root)]
    return _digest([source_hash(), template_hash(), specified, _pages(reports_folder(root))])


def _pages(folder: Path) -> list[tuple[str, int, int]]:
    """Return place, size and time of every manifest, which is written last whenever its report is."""
    found = sorted(path for lang in LANGS for path in (folder / lang).glob("*/*/**/*.json"))
    stats = [(path, path.stat()) for path in found]
    return [(path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns) for path, stat in stats]


def _digest(ground: object) -> str:
    return text_hash(json.dumps(ground, sort_keys=True))
