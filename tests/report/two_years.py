"""The tiny scheme with a second year, for the pages about all years."""

from parkit.report.study import Study
from tests.conftest import TinyProject

LATER = "Đơn vị;Cải cách thủ tục;Cải cách thể chế\nSở Nội vụ;9;4,5\nSở Y tế;8,25;5\nHuyện Ý Yên;8;\n"


def study(tiny: TinyProject, lang: str = "vi") -> Study:
    """Return the scheme seen from its last year."""
    data = tiny.read()
    return Study(data=data, year=max(data.years()), lang=lang)  # type: ignore[arg-type]
