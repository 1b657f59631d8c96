"""From files as received to one tidy table, with every problem named and nothing dropped silently."""

from parkit.intake.dataset import SchemeData as SchemeData
from parkit.intake.dataset import read_scheme_data as read_scheme_data
from parkit.intake.processed import write_processed as write_processed
from parkit.intake.stored import read_stored as read_stored
