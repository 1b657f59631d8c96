"""What the notebooks show, one function an exhibit: each takes a study and returns it ready for the page."""

from parkit.report.exhibits.overview import area_figure as area_figure
from parkit.report.exhibits.overview import block_table as block_table
from parkit.report.exhibits.overview import coverage_table as coverage_table
from parkit.report.exhibits.overview import overview_findings as overview_findings
from parkit.report.exhibits.overview import parameter_table as parameter_table
from parkit.report.exhibits.quality import cell_table as cell_table
from parkit.report.exhibits.quality import problem_table as problem_table
from parkit.report.exhibits.quality import quality_findings as quality_findings
from parkit.report.exhibits.quality import source_table as source_table
from parkit.report.exhibits.rankings import band_table as band_table
from parkit.report.exhibits.rankings import ranking_figure as ranking_figure
from parkit.report.exhibits.rankings import ranking_findings as ranking_findings
from parkit.report.exhibits.rankings import ranking_table as ranking_table
from parkit.report.exhibits.trends import national_figure as national_figure
from parkit.report.exhibits.trends import printed_change_figure as printed_change_figure
from parkit.report.exhibits.trends import trend_figure as trend_figure
from parkit.report.exhibits.trends import trend_findings as trend_findings
from parkit.report.exhibits.trends import trend_table as trend_table
