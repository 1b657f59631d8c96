"""The official announcement of a year's results, told from the data in Vietnamese and English."""

from parkit.report.announcement.announcement import make_notice
from parkit.report.announcement.notice import Notice, Section
from parkit.report.announcement.page import notice_page
from parkit.report.announcement.text import notice_text
from parkit.report.announcement.word import notice_document

__all__ = ["Notice", "Section", "make_notice", "notice_document", "notice_page", "notice_text"]
