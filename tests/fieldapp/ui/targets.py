"""What a finger meets: the acting nodes of a page that are too small, or too near to each other."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from tests.fieldapp.tour.nodes import Node

TARGET_DP: Final = 56
TARGET_GLOVES_DP: Final = 64
GAP_DP: Final = 8
_ROUNDED_DP: Final = 0.5
"""Rectangles are rounded to the pixels of the screen."""


def _acting(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Give what is tapped; the input of a text field is no target, the frame around it is."""
    return tuple(node for node in nodes if node.acts and node.role != "textbox" and node.width > 1)


def too_small(nodes: Iterable[Node], least_dp: float) -> list[str]:
    """Give the targets that are lower or narrower than a finger."""
    return [
        f"{node.called} {node.width:g} × {node.height:g}"
        for node in _acting(nodes)
        if min(node.width, node.height) < least_dp - _ROUNDED_DP
    ]


def too_near(nodes: Iterable[Node], gap_dp: float = GAP_DP) -> Iterator[str]:
    """Give the pairs of targets between which there is not room enough."""
    for one, other in combinations(_acting(nodes), 2):
        across = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
        down = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
        between = max(across, down)
        if -_ROUNDED_DP < between < gap_dp - _ROUNDED_DP:
            yield f"{one.called} and {other.called}: {between:g}"
