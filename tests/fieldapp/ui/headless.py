"""Run a Flet app with no client: an in-memory connection that keeps the control tree and raises events.

It stands on Flet's internals (pinned exactly in pyproject): keep it small.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import flet as ft
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    InvokeMethodRequestBody,
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

C = TypeVar("C", bound=BaseControl)

TICK_S = 0.005
SETTLE_TICKS = 8


class Wire(Connection):  # type: ignore[misc]
    """A connection that encodes every message, as the real one does, and drops it."""

    def __init__(self) -> None:
        """Begin with a crash list: what Flet would have shown as the end of the session."""
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.page_url, self.page_name = "http://test.invalid", "test"
        self.executor = ThreadPoolExecutor(1)
        self.pubsubhub = PubSubHub(self.loop, self.executor)
        self.crashes: list[str] = []
        self.answers: dict[str, Any] = {}
        """What the client answers to a call of one of its methods; to any other it answers nothing."""
        self.calls: list[InvokeMethodRequestBody] = []
        """What was asked of the client."""
        self.session: Session | None = None

    def send_message(self, message: Message) -> None:
        """Encode a message: that is when Flet notes what its next diff begins from."""
        _encode(message.body)
        if message.action == MessageAction.SESSION_CRASHED:
            self.crashes.append(str(message.body.message))
        if message.action != MessageAction.INVOKE_METHOD:
            return
        self.calls.append(message.body)
        if message.body.name in self.answers:
            self.loop.call_soon(self._answer, message.body)

    def _answer(self, call: InvokeMethodRequestBody) -> None:
        assert self.session is not None, "a call comes from a session"
        answer = self.answers[call.name]
        self.session.handle_invoke_method_results(call.control_id, call.call_id, answer, None)


_to_plain = configure_encode_object_for_msgpack(BaseControl)


def _encode(value: Any) -> None:
    """Turn every object into plain values, as the real connection does before it packs them."""
    if value is None or isinstance(value, str | bytes | int | float):
        return
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list | tuple):
        value = [_to_plain(value)]
    for part in value:
        _encode(part)


class HeadlessPage:
    """One page of an app and the gestures of its user."""

    def __init__(self, session: Session, wire: Wire) -> None:
        """Take an open session."""
        self.session, self.wire = session, wire

    def all(self, kind: type[C], **properties: Any) -> list[C]:
        """Give the controls of a kind that are on the page now, in no order."""
        return [
            control
            for control in list(self.session.index.values())
            if isinstance(control, kind)
            and all(getattr(control, name, None) == value for name, value in properties.items())
        ]

    def id(self, identifier: str) -> ft.Semantics:
        """Give the one node of an identifier."""
        found = self.all(ft.Semantics, identifier=identifier)
        assert len(found) == 1, f"{len(found)} controls called {identifier}"
        return found[0]

    def texts(self) -> list[str]:
        """Give every text on the page."""
        return [control.value for control in self.all(ft.Text)]

    async def tap(self, identifier: str) -> None:
        """Tap what an identifier names."""
        await self.raise_event(self.id(identifier), "tap")

    async def type(self, identifier: str, text: str) -> None:
        """Type into the field of an identifier."""
        field = self.id(identifier).content
        assert isinstance(field, ft.TextField), identifier
        self.session.apply_patch(field._i, {"value": text})
        await self.raise_event(field, "change", text)

    async def type_and_tap(self, identifier: str, text: str, tapped: str) -> None:
        """Type, and tap before that is drawn: what a loaded tablet hears in one turn of its loop."""
        field, target = self.id(identifier).content, self.id(tapped)
        assert isinstance(field, ft.TextField), identifier
        self.session.apply_patch(field._i, {"value": text})
        await self.session.dispatch_event(field._i, "change", text)
        await self.session.dispatch_event(target._i, "tap", None)
        await self.settle()

    async def raise_event(self, control: BaseControl, name: str, data: Any = None) -> None:
        """Raise an event of a control and let everything that follows happen."""
        await self.session.dispatch_event(control._i, name, data)
        await self.settle()

    async def settle(self, ticks: int = SETTLE_TICKS) -> None:
        """Let the scheduler draw and run effects."""
        for _ in range(ticks):
            await asyncio.sleep(TICK_S)


@asynccontextmanager
async def headless(main: Callable[[ft.Page], None], answers: Any = None, **page: Any) -> Any:
    """Run `main(page)` and give the page; the properties and `answers` are what a client tells of itself."""
    wire = Wire()
    session = Session(wire)
    wire.session, wire.answers = session, answers or {}
    reported = {"route": "/", "width": 800, "height": 1280, "platform": "android", "web": False}
    session.apply_page_patch({**reported, "platform_brightness": "light", **page})
    _context_page.set(session.page)
    # Encoding the answer to the client's registration is what makes Flet remember the tree for later diffs.
    body = RegisterClientResponseBody(session_id=session.id, page_patch=session.get_page_patch(), error="")
    wire.send_message(Message(MessageAction.REGISTER_CLIENT, body))
    session.start_updates_scheduler()
    shown = HeadlessPage(session, wire)
    try:
        main(session.page)
        await shown.settle()
        yield shown
    finally:
        session.close()
        await asyncio.sleep(0)
        wire.executor.shutdown(wait=False)
