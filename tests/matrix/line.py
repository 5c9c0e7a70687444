"""The line between one device and the server: a TCP relay on loopback that can be cut, swallow, lose and crawl."""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

PIECE: Final = 2048
BYTES_PER_S: Final = 50_000 / 8
ONE_WAY_S: Final = 0.3
LATE_SHARE: Final = 0.05
LATE_S: Final = (0.2, 1.0)
"""How long TCP takes to send a lost piece again, about."""
IDLE_S: Final = 0.05
"""A piece that comes so long after the one before has the whole way before it; others follow close."""


class Line:
    """Relays to a port; faults are switched on and off from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, target_port: int, seed: str) -> None:
        """Lead to a port, which may be answered or not."""
        self.port = self.moved_bytes = 0
        self.is_slow = self.is_half_open = self.loses_next_answer = False
        self._is_cut = False
        self._loop, self._target = loop, target_port
        self._chance = random.Random(seed)
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    def open(self) -> None:
        """Listen on a free port."""
        self._on_loop(self._listen())

    def cut(self, *, is_cut: bool) -> None:
        """End every connection and take no other, or take them again."""
        self._is_cut = is_cut
        self._loop.call_soon_threadsafe(self._drop)

    def swallow(self, *, is_half_open: bool) -> None:
        """Let nothing through on open connections; what was swallowed is gone, so they end with the fault."""
        self.is_half_open = is_half_open
        if not is_half_open:
            self._loop.call_soon_threadsafe(self._drop)

    def close(self) -> None:
        """End it all."""
        self._on_loop(self._end())

    def _on_loop(self, coroutine: "asyncio.Future[None] | object") -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)  # type: ignore[arg-type]

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        assert self._server is not None, "it was opened"
        self._server.close()
        self._drop()

    def _drop(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            there = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, there[1]}
        self._writers |= both
        pumps = [asyncio.create_task(self._pump(reader, there[1], is_answer=False))]
        pumps.append(asyncio.create_task(self._pump(there[0], writer, is_answer=True)))
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        for one in both:
            one.transport.abort()
        self._writers -= both

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, is_answer: bool) -> None:
        last_s = 0.0
        with suppress(OSError):
            while piece := await source.read(PIECE):
                self.moved_bytes += len(piece)
                if self.is_half_open:
                    continue
                if is_answer and self.loses_next_answer:
                    self.loses_next_answer = False
                    return
                if self.is_slow:
                    await self._crawl(len(piece), is_first=self._loop.time() - last_s > IDLE_S)
                sink.write(piece)
                await sink.drain()
                last_s = self._loop.time()

    async def _crawl(self, size: int, *, is_first: bool) -> None:
        late_s = self._chance.uniform(*LATE_S) if self._chance.random() < LATE_SHARE else 0.0
        await asyncio.sleep(size / BYTES_PER_S + late_s + (ONE_WAY_S if is_first else 0.0))


@contextmanager
def lines_to(port: int, count: int, seed: int) -> Iterator[list[Line]]:
    """Open so many lines to a port, all on one thread, and close them after the `with`."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="lines", daemon=True)
    thread.start()
    lines = [Line(loop, port, f"line {seed} {index}") for index in range(count)]
    try:
        for line in lines:
            line.open()
        yield lines
    finally:
        for line in lines:
            line.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
