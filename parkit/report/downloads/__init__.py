"""The data of a scheme-year as files: a workbook for people, csv for programs, and what each column holds.

A clerk opens the workbook: Excel with Vietnamese settings would take the decimal point of a csv for a thousands
separator. Programs take the csv. Both hold the numbers in full, and no text in them can be taken for a formula.
"""

from parkit.report.downloads.files import download_files as download_files
from parkit.report.downloads.page import downloads_page as downloads_page
