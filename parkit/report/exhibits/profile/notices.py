"""What a profile says in place of an exhibit that its unit or year cannot carry: one sentence, once."""

from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.common import silent
from parkit.report.exhibits.profile.subject import Profile


def absent(profile: Profile, exhibit_id: str, title: str, reason: str, **values: object) -> Exhibit:
    """Return a notice: what is left out, and in one sentence why."""
    return Exhibit(
        id=exhibit_id,
        kind="missing",
        title=profile.say(title, **values),
        lang=profile.study.lang,
        sentences=(profile.say(reason, **values),),
    )


def without_index(profile: Profile, exhibit_id: str) -> Exhibit | None:
    """Return the place of an exhibit of a unit without an index, which the first section has told of; else nothing."""
    return silent(no_index(profile, exhibit_id), exhibit_id) if profile.row is None else None


def no_index(profile: Profile, exhibit_id: str) -> Exhibit:
    """Return the notice that a unit has no index."""
    reason = "no_unit_scores" if profile.study.depth() == "blocks" else "no_index_why"
    return absent(profile, exhibit_id, "no_index", reason)


def only_totals(profile: Profile, exhibit_id: str) -> Exhibit | None:
    """Return the notice of all that needs scores by area, where there are none; else nothing."""
    notice = without_index(profile, exhibit_id)
    if notice is None and not profile.peers.by_area:
        notice = absent(profile, exhibit_id, "no_parts", "only_totals")
    return notice


def without_areas(profile: Profile, exhibit_id: str) -> Exhibit | None:
    """Return the place of an exhibit that needs scores by area, where a notice above has said that there are none."""
    notice = only_totals(profile, exhibit_id)
    return None if notice is None else silent(notice, exhibit_id)
