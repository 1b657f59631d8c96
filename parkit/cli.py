"""The command line: one thin function per verb.

Nothing heavy is imported before a verb needs it, so ``parkit --help`` answers at once. A mistake is told in a
sentence, in Vietnamese or English, and ends with the exit code of its kind; anything unexpected is a bug and
shows its trace.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from parkit import __version__

if TYPE_CHECKING:
    from parkit.model.language import Lang

Command = TypeVar("Command", bound=Callable[..., Any])

MAIN_EXAMPLES = """\b
Examples:
  parkit list                  what there is: schemes, years, notebooks
  parkit check                 problems in the data, without building anything
  parkit template --scheme nam-dinh --year 2018
                               scorecards to send to the units
  parkit run                   build the reports into reports/, those that changed
  parkit why                   which reports would be built, and why
  parkit announce --scheme minh-hoa --year 2018 --lang vi
                               the official announcement of the results
  parkit publish DEST          check the site and put it where readers see it
  parkit serve                 show the site on this machine
  parkit run --scheme nam-dinh --year 2018 --lang vi

\b
Exit codes:
  0  all is well            4  the data have errors
  2  wrong command          5  a notebook failed
  3  wrong definition file  6  a file could not be read or written
                            7  another parkit is writing in the project"""
RUN_EXAMPLES = """\b
Examples:
  parkit run
  parkit run --scheme hoa-binh --year 2024
  parkit run --notebook 20_rankings --notebook 30_trends --lang en
  parkit run --profiles        also a profile of every unit
  parkit run --notebook 50_unit_profile --scheme minh-hoa --year 2024 --unit so-noi-vu
  parkit run --jobs 1          one report at a time
  parkit run --cluster tcp://192.168.1.10:8786
                               on the machines of a dask cluster"""
WHY_EXAMPLES = """\b
Examples:
  parkit why
  parkit why --scheme hoa-binh --year 2024 --lang vi
  parkit why --profiles --scheme hoa-binh"""
CHECK_EXAMPLES = """\b
Examples:
  parkit check
  parkit check --scheme ha-tinh-ddci --lang vi
  parkit check --json > problems.json
  parkit check --html --scheme nam-dinh --year 2018"""
TEMPLATE_EXAMPLES = """\b
Examples:
  parkit template --scheme ha-tinh-ddci --year 2021
  parkit template --scheme nam-dinh --year 2018 --unit so-noi-vu --lang both
  parkit template --scheme nam-dinh --year 2018 --out D:/send --force"""
ANNOUNCE_EXAMPLES = """\b
Examples:
  parkit announce --scheme minh-hoa --year 2018 --lang vi
  parkit announce --scheme nam-dinh --year 2018 --lang en --format html --out announcement.html
  parkit announce --scheme minh-hoa --year 2018 --lang vi --format docx --out thong-bao.docx"""
PUBLISH_EXAMPLES = """\b
Examples:
  parkit publish D:/web/par-index
  parkit publish D:/web/par-index --back    put the publication before back"""
LIST_EXAMPLES = """\b
Examples:
  parkit list
  parkit list --json"""


class Sentences(click.Group):
    """A group of verbs that shows parkit's own errors as a sentence, without a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; ends with the exit code of the error's kind."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise  # click's own ways to end, --help among them
        except Exception as error:
            from parkit.model.errors import ParkitError
            from parkit.model.faults import fault

            told = fault(error) if isinstance(error, OSError) else error
            if not isinstance(told, ParkitError):
                raise
            click.echo(str(told), err=True)
            ctx.exit(told.exit_code)


def choice(name: str, help_text: str, **more: Any) -> Callable[[Command], Command]:  # noqa: ANN401
    """Return an option that can be given several times, each time for one more."""
    return click.option(f"--{name}", f"{name}s", multiple=True, help=help_text, **more)


_scheme = choice("scheme", "A scheme, such as nam-dinh. Default: all.", metavar="CODE")
_year = choice("year", "A year. Default: all years of the schemes.", type=int, metavar="YEAR")
_langs = click.Choice(["vi", "en"])
_lang = click.option("--lang", type=_langs, help="Language of the messages. Default: PARKIT_LANG, else en.")
_unit = choice("unit", "Only the profile of this unit, by its code or name. Default: all.", metavar="CODE")
_profiles = click.option("--profiles", is_flag=True, help="Also the profile of every unit that has scores.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


@click.group(cls=Sentences, epilog=MAIN_EXAMPLES)
@click.version_option(__version__, prog_name="parkit")
def main() -> None:
    """Compute, explain and publish a Public Administration Reform index."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)


@main.command(epilog=RUN_EXAMPLES, short_help="Build reports from the notebooks.")
@_scheme
@_year
@choice("notebook", "A notebook, such as 20_rankings. Default: all.", metavar="NAME")
@click.option("--lang", type=_langs, help="Only reports in this language; also that of the messages.")
@click.option("--jobs", type=click.IntRange(min=1), help="Reports at a time. Default: what cores and memory carry.")
@click.option("--force", is_flag=True, help="Build all of them, also those that are up to date.")
@click.option("--cluster", default="", metavar="ADDRESS", help="Run the notebooks on the workers of a dask scheduler.")
@_profiles
@_unit
def run(lang: str | None, jobs: int | None, force: bool, cluster: str, **choice: Any) -> None:  # noqa: ANN401, FBT001  for make_plan
    """Build reports: run the notebooks and write their pages into reports/.

    Only what changed is built: parkit why says what that is. A report that fails leaves the last good one in its
    place and does not stop the others.
    """
    language = _language(lang)
    from parkit.model.catalogue import say
    from parkit.model.folders import find_root, home
    from parkit.pipeline.standing import standing

    root = find_root()
    asked = _asked(lang, choice)
    total = 0 if force else standing(root, asked)
    if total:
        click.echo(say("cli.up_to_date", language, total=total, index=home(root, language if lang else "vi")))
        return
    from parkit.pipeline.lock import project_lock
    from parkit.pipeline.plan import make_plan
    from parkit.pipeline.run import run as run_plan

    langs = (language,) if lang else ()
    how = partial(run_plan, jobs=jobs, force=force, cluster=cluster, asked=asked)
    with project_lock(root, "parkit run"):
        code = how(make_plan(root, langs=langs, **choice), lang=language, echo=click.echo)
    sys.exit(code)


@main.command(epilog=WHY_EXAMPLES, short_help="Say which reports a run would build, and why.")
@_scheme
@_year
@choice("notebook", "A notebook, such as 20_rankings. Default: all.", metavar="NAME")
@click.option("--lang", type=_langs, help="Only reports in this language; also that of the messages.")
@_profiles
@_unit
def why(lang: str | None, **choice: Any) -> None:  # noqa: ANN401  for make_plan
    """Say in a line for each report that is not up to date what changed; nothing is built."""
    language = _language(lang)
    from parkit.model.catalogue import say
    from parkit.model.folders import find_root
    from parkit.pipeline.standing import standing

    root = find_root()
    total = standing(root, _asked(lang, choice))
    if total:
        click.echo(say("cli.why_total", language, total=total, run=0, render=0, none=total))
        return
    from parkit.pipeline.plan import make_plan
    from parkit.pipeline.why import explain

    langs = (language,) if lang else ()
    plan = make_plan(root, langs=langs, **choice)
    sys.exit(explain(plan, lang=language, echo=click.echo))


@main.command(epilog=CHECK_EXAMPLES, short_help="List the problems in the data.")
@_scheme
@_year
@_lang
@_json
@click.option("--html", "as_html", is_flag=True, help="Also write the data quality reports into reports/.")
def check(
    schemes: tuple[str, ...],
    years: tuple[int, ...],
    lang: str | None,
    as_json: bool,  # noqa: FBT001
    as_html: bool,  # noqa: FBT001
) -> None:
    """Read the data and list the problems found; ends with 4 if one of them is an error.

    With --html each year gets its data quality report, in both languages or in that of --lang; it leads from
    every problem and every number to the cell in the file.
    """
    language = _language(lang)
    from parkit.model.folders import find_root
    from parkit.model.language import LANGS
    from parkit.pipeline.check import check_data

    chosen: tuple[Lang, ...] = (language,) if lang else LANGS
    tell = partial(click.echo, err=as_json)  # what is printed with --json is for a program
    pages = chosen if as_html else ()
    code = check_data(
        find_root(),
        schemes=schemes,
        years=years,
        lang=language,
        as_json=as_json,
        echo=click.echo,
        pages=pages,
        tell=tell,
    )
    sys.exit(code)


@main.command(epilog=TEMPLATE_EXAMPLES, short_help="Write scorecards to send to the units.")
@click.option("--scheme", required=True, metavar="CODE", help="The scheme, such as nam-dinh.")
@click.option("--year", required=True, type=int, metavar="YEAR", help="The year, which must have its framework.csv.")
@choice("unit", "A unit, by its code or name. Default: all units of the year.", metavar="CODE")
@click.option("--lang", type=click.Choice([*_langs.choices, "both"]), help="Language of the workbooks. Default: vi.")
@click.option("--out", type=click.Path(file_okay=False), help="Folder to write to. Default: templates/SCHEME/YEAR.")
@click.option("--force", is_flag=True, help="Replace files that are already there.")
def template(scheme: str, year: int, units: tuple[str, ...], lang: str | None, out: str | None, force: bool) -> None:  # noqa: FBT001
    """Write one workbook for each unit of a year, ready to be sent, filled in and returned.

    A workbook lists the criteria that apply to the unit, accepts only points within their limits, and adds up by
    itself. Put the returned files into the year's folder under data/raw; `parkit check` reads them.
    """
    language = _language(None if lang == "both" else lang)
    from parkit.model.folders import find_root
    from parkit.model.language import LANGS
    from parkit.pipeline.templates import Order, write_templates

    langs = LANGS if lang == "both" else (language if lang else "vi",)
    order = Order(scheme=scheme, year=year, units=units, langs=langs, out=out, force=force)
    write_templates(find_root(), order, lang=language, echo=click.echo)


@main.command(epilog=ANNOUNCE_EXAMPLES, short_help="Write the official announcement of a year's results.")
@click.option("--scheme", required=True, metavar="CODE", help="The scheme, such as nam-dinh.")
@click.option("--year", required=True, type=int, metavar="YEAR", help="The year.")
@click.option("--lang", type=_langs, help="Language of the text and of the messages. Default: PARKIT_LANG, else en.")
@click.option("--format", "form", type=click.Choice(["text", "html", "docx"]), default="text", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False), help="File to write to; docx needs one. Default: the screen.")
def announce(scheme: str, year: int, lang: str | None, form: str, out: str | None) -> None:
    """Write the official announcement (thông báo) from the data, area by area and block by block.

    A change states its unit and the year it is measured from. What is not known or cannot be compared is left out
    with a sentence. Number and date of the document are left open.
    """
    language = _language(lang)
    from pathlib import Path

    from parkit.model.folders import find_root
    from parkit.pipeline.announce import announce as write_announcement
    from parkit.report.study import load_study

    study = load_study(find_root(), scheme=scheme, year=year, lang=language)
    write_announcement(study, form=form, out=Path(out) if out else None, lang=language, echo=click.echo)


@main.command(name="publish", epilog=PUBLISH_EXAMPLES, short_help="Check the site and publish it to a folder.")
@click.argument("place", metavar="DEST")
@click.option("--stale", is_flag=True, help="Publish reports that are not up to date, too.")
@click.option("--back", is_flag=True, help="Put the publication before back instead.")
@_lang
def publish_site(place: str, stale: bool, back: bool, lang: str | None) -> None:  # noqa: FBT001
    """Check every file, link and label of the site, say what changed, and put it in the place of the one before.

    The site that DEST held stays whole until the new one is complete, and is kept beside it.
    """
    language = _language(lang)
    from parkit.model.folders import find_root
    from parkit.pipeline.lock import project_lock
    from parkit.pipeline.release import publish, put_back

    root = find_root()
    with project_lock(root, "parkit publish"):
        if back:
            put_back(root, place, lang=language, echo=click.echo)
        else:
            publish(root, place, lang=language, echo=click.echo, stale=stale)


@main.command(name="serve", short_help="Show the site on this machine.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@_lang
def serve_site(port: int, lang: str | None) -> None:
    """Show the site in a browser at an address that only this machine reaches; Ctrl-C ends it."""
    language = _language(lang)
    from parkit.model.folders import find_root
    from parkit.pipeline.serve import serve

    serve(find_root(), port, lang=language, echo=click.echo)


@main.command(name="list", epilog=LIST_EXAMPLES)
@_lang
@_json
def list_all(lang: str | None, as_json: bool) -> None:  # noqa: FBT001
    """List the schemes with their years, and the notebooks."""
    language = _language(lang)
    from parkit.model.folders import find_root
    from parkit.pipeline.inventory import list_project

    list_project(find_root(), lang=language, as_json=as_json, echo=click.echo)


def _asked(lang: str | None, choice: Mapping[str, object]) -> str:
    """Return the choice of reports as a text, by which it is known again."""
    return json.dumps([lang, choice], sort_keys=True)


def _language(chosen: str | None) -> "Lang":
    """Return the language of messages and make it that of every error from here on, in workers and kernels too."""
    if chosen:
        os.environ["PARKIT_LANG"] = chosen
    from parkit.model.errors import default_language

    return default_language()


def _speak_utf8(stream: Any) -> None:  # noqa: ANN401  a text stream, or what replaces it in tests
    """Make a stream take Vietnamese: older Windows consoles and pipes would stop at the first accent."""
    if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
        stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
