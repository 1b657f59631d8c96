"""What the profile of one unit shows, one function an exhibit: each takes a profile and returns it ready for the page.

The figures are those of the exhibits of the whole block; these are views of one unit's part of them.
"""

from parkit.report.exhibits.profile.areas import area_figure as area_figure
from parkit.report.exhibits.profile.areas import area_table as area_table
from parkit.report.exhibits.profile.changes import change_findings as change_findings
from parkit.report.exhibits.profile.changes import change_table as change_table
from parkit.report.exhibits.profile.goal import goal_table as goal_table
from parkit.report.exhibits.profile.history import history_figure as history_figure
from parkit.report.exhibits.profile.losses import loss_table as loss_table
from parkit.report.exhibits.profile.own_scores import self_findings as self_findings
from parkit.report.exhibits.profile.standing import parameter_table as parameter_table
from parkit.report.exhibits.profile.standing import standing_findings as standing_findings
