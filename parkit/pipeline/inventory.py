"""What a project holds: schemes with their years, and notebooks."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from parkit.model.catalogue import say
from parkit.model.errors import DefinitionError
from parkit.model.language import Lang
from parkit.model.project import list_misnamed, list_schemes, list_years, load_scheme
from parkit.model.visible import visible_name
from parkit.pipeline.plan import list_notebooks

Echo = Callable[[str], object]


def list_project(root: Path, *, lang: Lang, as_json: bool, echo: Echo) -> None:
    """Show the schemes with their names and years, and the notebooks."""
    echo(_as_json(root) if as_json else "\n".join(_as_text(root, lang)))


def _as_json(root: Path) -> str:
    schemes = {code: list_years(root, code) for code in list_schemes(root)}
    found = {"schemes": schemes, "passed_over": list_misnamed(root), "notebooks": list_notebooks(root)}
    return json.dumps(found, indent=1)


def _as_text(root: Path, lang: Lang) -> Iterator[str]:
    codes = list_schemes(root)
    width = max((len(code) for code in codes), default=0)
    yield say("cli.list_schemes", lang)
    for code in codes:
        years = " ".join(str(year) for year in list_years(root, code))
        yield f"  {code:<{width}}  {years}  {_name(root, code, lang)}".rstrip()
    yield from (say("cli.list_misnamed", lang, folder=visible_name(name)) for name in list_misnamed(root))
    yield say("cli.list_notebooks", lang)
    yield from (f"  {name}" for name in list_notebooks(root))


def _name(root: Path, code: str, lang: Lang) -> str:
    """Return a scheme's name, or what is wrong with its definition: a list must not fail for one scheme."""
    try:
        return load_scheme(root, code).name.get(lang)
    except DefinitionError as error:
        return error.text(lang)
