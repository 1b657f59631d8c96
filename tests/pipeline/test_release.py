import json
import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest

from parkit.model.errors import ParkitError
from parkit.model.machine import machine
from parkit.pipeline.plan import make_plan
from parkit.pipeline.publication import PublicationError, lost_links
from parkit.pipeline.release import Places, put_back
from parkit.pipeline.release import publish as publish_site
from parkit.pipeline.run import run
from parkit.pipeline.serve import make_server
from tests.pipeline.conftest import write_project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("release")]
Publish = Callable[..., list[str]]


def build(root: Path) -> int:
    """Run all that is not up to date."""
    return run(make_plan(root), lang="en", echo=lambda _: None, jobs=2)


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of two years in both languages, once."""
    folder = write_project(tmp_path_factory.mktemp("built"), "20_rankings")
    assert build(folder) == 0
    return folder


@pytest.fixture
def site(root: Path, built: Path) -> Path:
    """Give a project with a built site."""
    shutil.copytree(built, root, dirs_exist_ok=True)
    return root


@pytest.fixture
def dest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a place to publish to that is not there yet."""
    return tmp_path_factory.mktemp("web") / "Chỉ số"


@pytest.fixture
def publish(site: Path, dest: Path) -> Publish:
    """Return a function that publishes the site and returns what was said."""

    def give(to: Path = dest, **options: bool) -> list[str]:
        lines: list[str] = []
        publish_site(site, str(to), lang="en", echo=lines.append, **options)
        return lines

    return give


def test_a_publication_from_first_to_last(site: Path, dest: Path, publish: Publish) -> None:
    """Pages and downloads are published with checksums; a changed score is told by value and rank; --back undoes it."""
    assert "This is the first publication." in publish()[0]
    first = files(dest)
    assert not [name for name in first if name.endswith(".ipynb")]
    assert str(site).encode() not in b"".join(first.values())
    assert "en/thu/2020/downloads/thu-2020-units.csv" in first
    assert "first publication" in first["en/changes.html"].decode()
    for line in first["SHA256SUMS"].decode().splitlines():
        found, _, name = line.partition("  ")
        assert sha256(first[name]).hexdigest() == found
    assert set(first) == {line.partition("  ")[2] for line in first["SHA256SUMS"].decode().splitlines()} | {
        "SHA256SUMS"
    }

    assert publish() == [f"Nothing to do: {dest} is the site as it is."]
    assert files(dest) == first

    scores = site / "data/raw/thu/2020/scores.csv"
    scores.write_text(scores.read_text(encoding="utf-8").replace("80.25", "95.75"), encoding="utf-8")
    with pytest.raises(PublicationError, match="reports are not up to date"):
        publish()
    assert files(dest) == first
    assert build(site) == 0
    told = publish()
    assert "3 values" in told[0]  # the index of one unit, and the rank of both
    page = files(dest)["en/changes.html"].decode()
    row = page.partition("Department Two")[2]
    assert row.index("80.25") < row.index("95.75")
    assert files(Places(dest).previous) == first

    put_back(site, str(dest), lang="en", echo=lambda _: None)
    assert files(dest) == first
    assert sorted(path.name for path in dest.parent.iterdir()) == [dest.name, f"{dest.name}.previous"]


def test_published_twice_is_the_same(site: Path, dest: Path, publish: Publish) -> None:
    """Everything built again from nothing and published to another place gives the same bytes."""
    publish()
    shutil.rmtree(site / "reports")
    shutil.rmtree(site / "data" / "processed")
    assert build(site) == 0
    other = dest.with_name("other")
    publish(other)
    assert files(other) == files(dest)


def test_what_may_not_be_published(site: Path, dest: Path, publish: Publish) -> None:
    """An altered page, a link to nowhere, and a folder of other things stop the publication, and nothing is touched."""
    publish()
    first = files(dest)
    page = site / "reports/en/thu/2020/20_rankings.html"
    good = page.read_bytes()
    page.write_bytes(good.replace(b"Result", b"Resalt"))
    with pytest.raises(PublicationError, match=r"1 files are gone or not as they were made \(en/thu/2020/20_rankings"):
        publish(stale=True)
    manifest = page.with_suffix(".json")
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    page.write_bytes(
        good.replace(b"../../methods.html", b"x").replace(b'href="../units.html"', b'href="../unots.html"')
    )
    facts["outputs"][page.name] = sha256(page.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(PublicationError, match=r"links lead nowhere .*unots\.html"):
        publish(stale=True)
    assert files(dest) == first
    taken = dest.with_name("taken")
    taken.mkdir()
    (taken / "letter.docx").write_bytes(b"x")
    for place in (taken, site, site / "reports", site.parent):
        with pytest.raises(ParkitError, match="Nothing is published to"):
            publish(place)
    assert files(taken) == {"letter.docx": b"x"}


def test_constructed_without_its_label(site: Path, publish: Publish) -> None:
    """A scheme that is constructed is not published from pages that do not say so."""
    scheme = site / "data/raw/thu/scheme.toml"
    scheme.write_text(scheme.read_text(encoding="utf-8").replace("constructed = false", "constructed = true"), "utf-8")
    with pytest.raises(PublicationError, match="hold constructed data without saying so"):
        publish(stale=True)


def test_a_failed_swap_leaves_the_old_site(
    site: Path, dest: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the new folder cannot be put in place, the old one is back and the one before it too."""
    publish()
    first = files(dest)
    scores = site / "data/raw/thu/2020/scores.csv"
    scores.write_text(scores.read_text(encoding="utf-8").replace("80.25", "95.75"), encoding="utf-8")
    assert build(site) == 0
    rename = Path.rename

    def held(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError(13, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(PublicationError, match="The old site is still in its place"):
        publish()
    monkeypatch.undo()
    assert files(dest) == first
    assert [path.name for path in dest.parent.iterdir()] == [dest.name]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells what a handle is of")
def test_the_disk_holds_the_new_site_before_the_swap(
    dest: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file and folder of the new site is waited for, then the swap comes, then the names beside it."""
    events: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def waited(handle: int) -> None:
        place = Path(f"/proc/self/fd/{handle}").resolve()
        events.append(place.relative_to(dest.parent).as_posix())
        fsync(handle)

    def renamed(self: Path, target: Path) -> Path:
        events.append("swap")
        return rename(self, target)

    monkeypatch.setattr("parkit.pipeline.release.os.fsync", waited)
    monkeypatch.setattr(Path, "rename", renamed)
    publish()
    monkeypatch.undo()
    assert events[-2:] == ["swap", "."]
    passing = f".{dest.name}.new-{machine()}-{os.getpid()}"
    there = {path.relative_to(dest).as_posix() for path in dest.rglob("*")} | {"."}
    assert {Path(event).relative_to(passing).as_posix() for event in events[:-2]} == there


def test_cut_off_between_the_renames(dest: Path, publish: Publish) -> None:
    """After a stop in the one moment without a site the next publication first puts the old one back."""
    publish()
    first = files(dest)
    dest.rename(Places(dest).previous)
    assert publish() == [f"Nothing to do: {dest} is the site as it is."]
    assert files(dest) == first


def test_served_on_loopback_only(site: Path) -> None:
    """Pages come with their types; outside, hidden files, folders and other names of this machine are refused."""
    with make_server(site, 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        assert server.server_address[0] == "127.0.0.1"
        address = f"http://127.0.0.1:{server.server_port}"
        kinds = {"/index.html": "text/html", "/en/thu/2020/downloads/thu-2020-units.csv": "text/csv"}
        for path, kind in kinds.items():
            with urllib.request.urlopen(address + path) as answer:  # noqa: S310  our own server
                assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
        (site / "secret.html").write_text("x")
        (site / "reports" / "way.html").symlink_to(site / "secret.html")
        (site / "reports" / ".hidden.html").write_text("x")
        for path in (
            "/../secret.html",
            "/%2e%2e/secret.html",
            "/..%2fsecret.html",
            "/way.html",
            "/.hidden.html",
            "/vi/",
        ):
            connection = HTTPConnection("127.0.0.1", server.server_port)
            connection.request("GET", path)
            assert connection.getresponse().status == 404, path
        request = urllib.request.Request(address + "/index.html", headers={"Host": "evil.example:80"})  # noqa: S310
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(request)  # noqa: S310
        with pytest.raises(PublicationError, match=f"Port {server.server_port} is taken"):
            make_server(site, server.server_port)
        server.shutdown()


def test_links_are_resolved_as_browsers_do() -> None:
    """Folders, escapes and places count; other schemes, scripts and texts that read like a link or a place do not."""
    pages = {
        "vi/a.html": '<a href="../b.html#x&amp;y">1</a><a href="c%20d.html">2</a><a href="#no">3</a><a href="https://a">',
        "b.html": '<p id="x&amp;y"></p><script>const a = \'<a href="lost">\'</script><a href="data:text/csv,1">d</a>',
        "vi/c d.html": '<a href="../../up.html">4</a><p class="t">&lt;a href="lost" id="text"</p><a href="#text">5</a>',
    }
    lost = [("vi/a.html", "#no"), ("vi/c d.html", "../../up.html"), ("vi/c d.html", "#text")]
    assert list(lost_links(pages, pages)) == lost
