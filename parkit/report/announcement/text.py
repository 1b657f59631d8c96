"""An announcement as plain text, one paragraph a line."""

from parkit.report.announcement.notice import Notice


def notice_text(notice: Notice) -> str:
    """Return the announcement as text; a constructed one begins with the warning."""
    head = [notice.warning, notice.authority, f"{notice.number}\n{notice.date}", f"{notice.kind}\n{notice.title}"]
    body = [part for section in notice.sections for part in (section.heading, *section.paragraphs)]
    return "\n\n".join(part for part in (*head, notice.preamble, *body, notice.source, notice.closing) if part) + "\n"
