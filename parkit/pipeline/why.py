"""Say of each report what a run would do with it, and why."""

from collections import Counter
from collections.abc import Callable, Sequence

from parkit.model.catalogue import say
from parkit.model.language import Lang
from parkit.pipeline.ground import Grounds
from parkit.pipeline.hashes import Hashes
from parkit.pipeline.plan import Report


def explain(plan: Sequence[Report], *, lang: Lang, echo: Callable[[str], object]) -> int:
    """Say one line for each report that is not up to date, and how many there are of each kind; return 0."""
    hashes = Hashes(plan[0].root)
    grounds = Grounds(hashes.of)
    needs = {report: grounds.need(report) for report in plan}
    hashes.save()
    for report, need in needs.items():
        if need.step != "none":
            echo(f"{report.label}: {say(f'cli.step_{need.step}', lang)}, {need.sentence(lang)}")
    counts = Counter(need.step for need in needs.values())
    echo(say("cli.why_total", lang, total=len(plan), run=counts["run"], render=counts["render"], none=counts["none"]))
    return 0
