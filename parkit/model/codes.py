"""What may become part of a path: codes of schemes, units and blocks, years, and names of files in a scheme's folder.

One pattern each, checked before anything touches the disk, so that no name leads out of its folder, means a device
on Windows, or is too long for a file system.
"""

import re
from typing import Final

from parkit.model.visible import strange_character

_DEVICES: Final = r"(?:con|prn|aux|nul|com\d|lpt\d)"

CODE: Final = re.compile(rf"(?!{_DEVICES}$)(?=.{{1,64}}$)[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
"""The one pattern of every code that may become part of a path: lower-case words joined by hyphens.

At most 64 letters, and none of the names that Windows keeps for devices.
"""

YEAR: Final = re.compile(r"\d{4}", re.ASCII)
"""The one pattern of the folder of a year."""

_DEVICE_FILE: Final = re.compile(rf"{_DEVICES} *(?:\..*)?", re.ASCII | re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'\\]+", re.ASCII | re.IGNORECASE)


def stays_inside(name: str) -> bool:
    r"""Tell whether the name of a file, with folders or without, cannot lead out of the folder it is looked up in.

    >>> stays_inside("2018/scores.csv"), stays_inside("../scores.csv"), stays_inside("C:\\scores.csv")
    (True, False, False)
    """
    parts = name.replace("\\", "/").split("/")
    plain = all(part.strip(" .") and not _DEVICE_FILE.fullmatch(part) for part in parts)
    return plain and ":" not in name and not strange_character(name)


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address that a page may lead to: http or https, nothing that runs.

    >>> is_web_address("https://namdinh.gov.vn/cchc"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    return bool(_ADDRESS.fullmatch(text)) and not strange_character(text)
