"""Chance that is the same everywhere: each draw follows from its own name, not from the order of the draws.

A stream of random numbers would shift every later score when one criterion is added; a named draw does not.
"""

from hashlib import blake2b
from statistics import NormalDist

SEED = "minh-hoa 2016-2025"
_BITS = 53
_SIZE = float(2**_BITS)
_NORMAL = NormalDist()


def uniform(*name: object) -> float:
    """Return the draw of this name, strictly between 0 and 1.

    >>> uniform("a", 1) == uniform("a", 1) != uniform("a", 2)
    True
    """
    text = "|".join(str(part) for part in (SEED, *name))
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> (64 - _BITS)
    return float(number + 0.5) / _SIZE


def normal(*name: object) -> float:
    """Return the draw of this name from the standard normal distribution."""
    return _NORMAL.inv_cdf(uniform(*name))
