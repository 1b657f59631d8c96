"""A file that cannot be opened as a table, with the code of the problem it becomes."""


class GridError(Exception):
    """A file that cannot be opened as a table; ``code`` is the problem code it becomes."""

    def __init__(self, code: str, *, found: str = "", expected: str = "") -> None:
        """Keep the problem code, what was found and what was expected."""
        super().__init__(code)
        self.code = code
        self.found = found
        self.expected = expected
