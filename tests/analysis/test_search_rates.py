"""How often the search stays silent where all is right, and names the true cause where one thing is wrong."""

import numpy as np
import pytest

from parkit.analysis.known import Known
from parkit.analysis.search import explain
from tests.analysis.announcements import announce
from tests.analysis.planted import ERRORS, measure

MEASURED = {
    "digit_slip": (0.0, 0.0),
    "transposed": (0.0, 0.0),
    "misplaced_mark": (0.0, 0.0),
    "copied": (0.0, 0.0),
    "swapped": (0.0, 0.0),
}
