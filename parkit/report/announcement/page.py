"""An announcement as one self-contained page in the style of the reports."""

from parkit.report.announcement.notice import Notice
from parkit.report.frame import frame_values, page_environment


def notice_page(notice: Notice) -> str:
    """Return the page; it needs no network and no other file."""
    template = page_environment().get_template("announcement.html.j2")
    frame = frame_values(notice.lang, notice.data_date)
    return template.render(frame=frame, notice=notice, constructed=bool(notice.warning)) + "\n"
