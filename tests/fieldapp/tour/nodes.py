"""What a screen reader finds on a page, with its rectangles: the semantics that Flutter publishes, read at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from playwright.sync_api import Page

from tests.browser_driver import Size

SLACK_DP: Final = 3.0
"""Rectangles are rounded to whole pixels of a screen of half the density."""

_MAPPED: Final = ("mark-", "pin-", "cluster-", "stop-mark-")
"""Marks of a map lie where their places lie, and may cover each other."""

_READ: Final = """all => {
  const acting = ['button', 'checkbox', 'radio', 'switch', 'slider', 'link', 'tab', 'menuitem', 'option'];
  const place = new Map(all.map((node, at) => [node, at]));
  // What a list has scrolled away is not seen, though it is there.
  const seen = node => {
    const box = node.getBoundingClientRect();
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    for (let up = node.parentElement; up && up.closest('flt-semantics-host'); up = up.parentElement) {
      if (!/scroll|auto/.test(up.style.overflowX + up.style.overflowY)) continue;
      const frame = up.getBoundingClientRect();
      [left, top] = [Math.max(left, frame.left), Math.max(top, frame.top)];
      [right, bottom] = [Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
    }
    return {x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top)};
  };
  return all.map(node => {
    const own = [...node.childNodes].filter(child => child.nodeType === Node.TEXT_NODE ||
      child.nodeName === 'SPAN').map(child => child.textContent || '').join(' ').trim();
    const field = node.querySelector(':scope > input, :scope > textarea');
    const named = node.getAttribute('aria-label') || (field && field.getAttribute('aria-label')) || own;
    const above = node.parentElement && node.parentElement.closest('[id^=flt-semantic-node]');
    return {
      identifier: node.getAttribute('flt-semantics-identifier') || '',
      role: field ? 'textbox' : node.getAttribute('role') || '',
      name: (named || '').trim(),
      acts: !!field || node.hasAttribute('flt-tappable') ||
        acting.includes(node.getAttribute('role')),
      above: above ? place.get(above) : -1,
      ...seen(node),
    };
  });
}"""


@dataclass(frozen=True, slots=True)
class Node:
    """One node: its name, whether it acts, where it lies, and the place of its parent in the list."""

    identifier: str
    role: str
    name: str
    acts: bool
    above: int
    x: float
    y: float
    width: float
    height: float

    @property
    def called(self) -> str:
        """Give what a test says of it."""
        return f"{self.identifier or self.role or 'text'} {self.name[:40]!r}"


def nodes_of(page: Page) -> tuple[Node, ...]:
    """Read every node of a page."""
    return tuple(Node(**found) for found in page.locator("[id^=flt-semantic-node]").evaluate_all(_READ))


def nameless(nodes: Iterable[Node]) -> list[str]:
    """Give what acts and has no name: neither its own, nor one of a node that holds or fills it."""
    listed = tuple(nodes)
    return [node.called for at, node in enumerate(listed) if node.acts and not _name_of(listed, at)]


def _name_of(nodes: tuple[Node, ...], at: int) -> str:
    node = nodes[at]
    below = next((other.name for other in nodes if other.above == at and other.name), "")
    # Flutter may put the tap on a node of its own inside the one that has identifier and name.
    above = nodes[node.above] if node.above >= 0 else None
    held = above.name if above is not None and above.identifier and _same_place(above, node) else ""
    return node.name or below or held


def _same_place(one: Node, other: Node) -> bool:
    return abs(one.x - other.x) + abs(one.y - other.y) < 2 * SLACK_DP


def outside(nodes: Iterable[Node], size: Size) -> list[str]:
    """Give the named nodes that reach beyond the sides of the window."""
    return [
        node.called
        for node in nodes
        if node.name and (node.x < -SLACK_DP or node.x + node.width > size.width + SLACK_DP)
    ]


def overlapping(nodes: Iterable[Node]) -> Iterator[str]:
    """Give the pairs of named leaves that cover each other."""
    listed = tuple(nodes)
    parents = {node.above for node in listed}
    leaves = [
        node
        for at, node in enumerate(listed)
        if at not in parents and node.name and node.width > 1 and not node.identifier.startswith(_MAPPED)
    ]
    for one, other in combinations(leaves, 2):
        across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        if across > SLACK_DP and down > SLACK_DP:
            yield f"{one.called} and {other.called}"
