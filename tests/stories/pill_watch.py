"""What the pill of a page said, and from when, held against what the town hall's store held at that moment.

The page itself notes each change of the pill's words with the machine's clock, so that nothing is missed between two
looks; while the pill's sheet is open, its title says the pill's words. The store stamps each verdict and each photo
with the same clock, before it answers: a pill that begins to say « À jour » earlier has lied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.browser_driver import Screen
from tests.stories.town_server import Work

UP_TO_DATE: Final = "À jour"
_WATCH: Final = """() => {
  const noted = window.notedOfPill = [];
  const look = () => {
    const pill = document.querySelector('[flt-semantics-identifier="sync-pill"]');
    const sheet = document.querySelector('[flt-semantics-identifier="sheet-close"]');
    const saying = pill ?? (sheet && document.querySelector('h1'));
    const words = saying?.textContent ?? '';
    if (words && words !== noted.at(-1)?.words) noted.push({at_ms: Date.now(), words});
  };
  look();
  new MutationObserver(look).observe(document, {subtree: true, childList: true, characterData: true});
}"""
_NOTED: Final = "() => window.notedOfPill"


@dataclass(frozen=True, slots=True)
class Said:
    """What the pill began to say, and when."""

    at_ms: int
    words: str


class PillWatch:
    """Watches one page from now on, until the page is left."""

    def __init__(self, screen: Screen) -> None:
        """Take a page whose pill is there."""
        self._screen = screen
        screen.page.evaluate(_WATCH)

    @property
    def said(self) -> list[Said]:
        """Give all that it said, in order."""
        return [Said(one["at_ms"], one["words"].replace("\u00a0", " ")) for one in self._screen.page.evaluate(_NOTED)]


def too_early(said: Sequence[Said], work: Sequence[Work]) -> list[Said]:
    """Give the times at which « À jour » began to be said while work was not confirmed."""
    claims = [one for one in said if UP_TO_DATE in one.words]
    return [claim for claim in claims if any(one.made_ms <= claim.at_ms < one.confirmed_ms for one in work)]
