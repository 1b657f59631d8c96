import json
from collections.abc import Callable
from pathlib import Path

from parkit.pipeline.plan import Report
from parkit.pipeline.publish import make_manifest


def test_the_manifest_says_what_a_report_consists_of(
    make_report: Callable[[str], Report], add_notebook: Callable[..., Path]
) -> None:
    """Parameters, the hashes of its files and the given facts are in it; that of "page" is a known one."""
    add_notebook("20_rankings")
    report = make_report("20_rankings")
    manifest = json.loads(make_manifest(report, {report.page: "abc"}, exhibits=("ranks",)))
    assert manifest["parameters"] == {"scheme": "thu", "year": 2018, "lang": "vi"}
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert manifest["outputs"] == {"20_rankings.html": known}
    assert manifest["exhibits"] == ["ranks"]
