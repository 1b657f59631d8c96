"""Which things belong together once some of them are linked? Criteria over framework changes, units over mergers.

If a links to c and b links to c, then a, b and c are one thing over time, and only their sum can be compared.
"""

from collections.abc import Iterable

Node = tuple[int, str]
"""A year and a code."""


def components(nodes: Iterable[Node], links: Iterable[tuple[Node, Node]]) -> dict[Node, Node]:
    """Map every node to the earliest node of its connected component (union–find).

    Examples
    --------
    >>> components([(2017, "a"), (2017, "b"), (2018, "d")], [((2017, "a"), (2018, "c")), ((2017, "b"), (2018, "c"))])
    {(2017, 'a'): (2017, 'a'), (2017, 'b'): (2017, 'a'), (2018, 'd'): (2018, 'd'), (2018, 'c'): (2017, 'a')}
    """
    parents = {node: node for node in nodes}
    for one, other in links:
        first, second = _root(parents, one), _root(parents, other)
        parents[max(first, second)] = min(first, second)
    return {node: _root(parents, node) for node in parents}


def _root(parents: dict[Node, Node], node: Node) -> Node:
    parents.setdefault(node, node)
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node
