"""Watching a screen over a real replica, without a client: open a place, act, wait for what should come.

async def story(page: Watched) -> None:
    await page.tap("primary")
    await page.until_text("Service fait, enregistré")

watch(tmp_path, story, "/tasks/…", fill=lambda town: town.task("drain"))
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import flet as ft
import flet_map as fm
from flet.controls.base_control import BaseControl

from fieldapp.account.queries import agent_card
from fieldapp.device.ports import Device
from fieldapp.ui.leading import found_by
from fieldapp.ui.packs import Packs
from sync.records.geometry import Point
from tests.fieldapp.stand import fixed_device, main_of
from tests.fieldapp.town import KARIM, Town, town_replica
from tests.fieldapp.ui.headless import HeadlessPage, headless

_WAITS_MAX: Final = 400


class Watched:
    """A page, the town behind it, and waiting for what a gesture brings."""

    def __init__(self, page: HeadlessPage, town: Town) -> None:
        """Take an open page and its town."""
        self.page, self.town = page, town

    def has(self, identifier: str) -> bool:
        """Tell whether an identifier is on the page."""
        return bool(self.page.all(ft.Semantics, identifier=identifier))

    def says(self, part: str) -> bool:
        """Tell whether a text on the page holds these words."""
        return any(part in text for text in self.page.texts() if text)

    async def until(self, identifier: str) -> None:
        """Wait for an identifier."""
        await self._wait(lambda: self.has(identifier), identifier)

    async def until_live(self, identifier: str) -> None:
        """Wait until what an identifier names can be tapped: a shutter, once the camera looks."""
        await self._wait(
            lambda: self.has(identifier) and not self.page.id(identifier).disabled, f"{identifier} to live"
        )

    async def until_gone(self, identifier: str) -> None:
        """Wait until an identifier has left."""
        await self._wait(lambda: not self.has(identifier), f"{identifier} to go")

    async def until_text(self, part: str) -> None:
        """Wait for a text that holds these words."""
        await self._wait(lambda: self.says(part), repr(part))

    async def until_gone_text(self, part: str) -> None:
        """Wait until no text holds these words any more."""
        await self._wait(lambda: not self.says(part), f"{part!r} to go")

    async def drag_map(self, point: Point) -> None:
        """Drag the map so that a place comes under the cross-hair, and let it go."""
        await self.until("aim-up")
        (shown,) = self.page.all(fm.Map)
        at = SimpleNamespace(latitude=point.lat, longitude=point.long)
        shown.on_position_change(SimpleNamespace(coordinates=at, has_gesture=True))

    async def tap(self, identifier: str) -> None:
        """Tap what an identifier names, once it is there."""
        await self.until(identifier)
        await self.page.tap(identifier)

    async def type(self, identifier: str, text: str) -> None:
        """Type into a field, once it is there."""
        await self.until(identifier)
        await self.page.type(identifier, text)

    async def touch(self, identifier: str, event: str, place: Mapping[str, float]) -> None:
        """Raise an event of the finger at a place within what an identifier names, once it is there."""
        await self.until(identifier)
        held = self.page.id(identifier).content
        assert isinstance(held, ft.Container), "the finger's control has a frame"
        finger = held.content
        assert finger is not None, "the frame is not empty"
        await self.page.raise_event(finger, event, {"k": "touch", "l": place, "g": place, "v": place, "ts": 0})

    async def until_led_to(self, key: str) -> None:
        """Wait until the client was asked to scroll to a part, by a key that it knows."""
        await self._wait(lambda: key in self._led_to(), f"being led to {key}")
        known = found_by(key, ft.Container()).key
        assert isinstance(known, ft.ScrollKey), "the client scrolls to keys of this type only"
        assert any(part.key == known for part in self.page.all(ft.Container)), f"no part is found by {key}"

    def _led_to(self) -> list[Any]:
        return [(call.args or {}).get("scroll_key") for call in self.page.wire.calls if call.name == "scroll_to"]

    async def until_kept(self, read: Callable[..., Any], *args: Any, is_so: Callable[[Any], bool]) -> Any:
        """Wait until what the replica holds is so, and give it."""
        for _ in range(_WAITS_MAX):
            found = await self.town.replica.read(read, *args)
            if is_so(found):
                return found
            await self.page.settle(1)
        raise AssertionError(f"it was never so: {found}")

    async def _wait(self, is_so: Callable[[], bool], what: str) -> None:
        for _ in range(_WAITS_MAX):
            if is_so():
                return
            await self.page.settle(1)
        raise AssertionError(f"waited for {what}: {self.page.texts()}")


def watch(
    folder: Path,
    story: Callable[[Watched], Awaitable[None]],
    route: str,
    *,
    fill: Callable[[Town], Any],
    page: dict[str, Any] | None = None,
) -> None:
    """Open a place of Karim's tablet over a filled town, and live a story on it; no fault may be drawn.

    `page` holds properties of the client (`width`), and `agent` or `device` in place of Karim's own, or `packs`.
    """
    asked = dict(page or {})
    who: str = asked.pop("agent", KARIM)
    given: Device | None = asked.pop("device", None)
    packs: Packs | None = asked.pop("packs", None)
    device = given or fixed_device()
    with town_replica(folder, who) as town:
        fill(town)
        agent = town.replica.read_now(agent_card, who)
        assert agent is not None, "the town knows its people"

        async def whole() -> None:
            main = main_of(town.replica, agent, device=device, packs=packs)
            async with headless(main, route=route, **asked) as shown:
                watched = Watched(shown, town)
                await story(watched)
                assert not watched.has("fault"), "a screen could not be drawn"
                assert not shown.wire.crashes, shown.wire.crashes

        asyncio.run(whole())


def texts_below(control: Any) -> Iterator[str]:
    """Give the texts below a control in their order on the page; a page's own list of controls has none."""
    if isinstance(control, ft.Text):
        yield control.value
    for name in ("content", "controls", "_b"):
        below = getattr(control, name, None)
        for one in below if isinstance(below, list) else [below]:
            if isinstance(one, BaseControl):
                yield from texts_below(one)
