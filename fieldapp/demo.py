"""`make demo`: a made-up town, its central server, an agent's tablet and a desk, on this machine alone.

    python -m fieldapp.demo [--data demo-town]

The town is made at the first start and found again at the next. Each part is a process of its own, started by the
same commands that a town hall would use; Ctrl-C ends them, the clients first.
"""

import argparse
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Final

from fieldapp.device.windows import LOOPBACK, free_port, is_port_free, no_window_because

PASSPHRASE: Final = "une-ville-a-la-campagne"  # noqa: S105  # printed on the screen: a town of nobody
SERVER_PORT: Final = 8710
TABLET_PORT: Final = 8711
DESK_PORT: Final = 8712
READY: Final = "ready"
READY_S_MAX: Final = 120
END_S_MAX: Final = 15
_ROOT: Final = Path(__file__).resolve().parent.parent
_WATCH_S: Final = 0.5
_LISTEN_S: Final = 0.1
LISTEN_TRIES_MAX: Final = 200
MAP_ZOOMS: Final = "12-17"
"""One less than a real town gets: the last zoom takes three quarters of the time."""
MAP_NICENESS: Final = 10


@dataclass(frozen=True, slots=True)
class Client:
    """One of the two clients: who works on it, with which account, and how large its window is."""

    name: str
    who: str
    account: str
    port: int
    size: tuple[int, int]


CLIENTS: Final = (
    Client("tablet", "Karim, field agent (tablet)", "karim.belkacem@saint-aubin.example", TABLET_PORT, (800, 1280)),
    Client("desk", "Sylvie, desk agent", "sylvie.martin@saint-aubin.example", DESK_PORT, (1366, 768)),
)


class DemoTrouble(Exception):
    """The demo cannot go on; the message is for the person in front of it."""


@dataclass(slots=True)
class Part:
    """A process of the demo; what it says goes to its log, and its first `ready` line is waited for."""

    name: str
    process: "subprocess.Popen[str]"
    said: "queue.Queue[str | None]" = field(default_factory=queue.Queue)

    def ready_line(self) -> str:
        """Wait for the line that begins with `ready`; raise `DemoTrouble` when the process ends before."""
        while True:
            try:
                line = self.said.get(timeout=READY_S_MAX)
            except queue.Empty:
                raise DemoTrouble(f"the {self.name} is not ready after {READY_S_MAX} s, see its log") from None
            if line is None:
                raise DemoTrouble(f"the {self.name} ended before it was ready, see its log")
            if line.startswith(READY):
                return line

    def end(self) -> None:
        """Ask the process to end, wait, and insist if it does not."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(END_S_MAX)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Demo:
    """All the parts of one demo, in the order in which they were started."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._parts: list[Part] = []

    def start(self) -> None:
        """Start everything and say where it is; raises `DemoTrouble`."""
        self._make_town()
        server = self._start_server()
        reason = no_window_because()
        if reason:
            _say(f"no window of its own: {reason}. The screens open in the browser.")
        places = [self._start_client(client, server, in_window=not reason) for client in CLIENTS]
        _say(f"the town's public page, for citizens: {server}/")
        _say_where(places)
        self._draw_map()

    def watch(self) -> None:
        """Wait until somebody ends the demo, a window was closed, or the server has ended."""
        server, clients = self._parts[0], self._parts[1 : 1 + len(CLIENTS)]
        while server.process.poll() is None and any(part.process.poll() is None for part in clients):
            try:
                server.process.wait(_WATCH_S)
            except subprocess.TimeoutExpired:
                continue

    def end(self) -> None:
        """End what was started, the clients first."""
        for part in reversed(self._parts):
            part.end()
        self._parts.clear()

    def _make_town(self) -> None:
        """Make the town, which the server's command does whole or not at all."""
        town = self._data / "server"
        if town.exists():
            _say(f"town found in {town}")
            return
        self._data.mkdir(parents=True, exist_ok=True)
        _say("first start: making a town (some 2,000 reports with photos, about a minute)")
        command = [*_python("sync.server.cli"), "demo", "--data", str(town), "--password", PASSPHRASE]
        if subprocess.run(command, cwd=_ROOT, check=False).returncode != 0:
            raise DemoTrouble("the town could not be made")

    def _start_server(self) -> str:
        port = free_port(SERVER_PORT)
        command = [*_python("sync.server.cli"), "run", "--data", str(self._data / "server"), "--port", str(port)]
        self._started("server", command).ready_line()
        return f"http://{LOOPBACK}:{port}"

    def _start_client(self, client: Client, server: str, *, in_window: bool) -> tuple[Client, str]:
        profile = self._data / client.name
        command = [*_python("fieldapp.cli"), "run", "--profile", str(profile), "--server", server]
        if in_window:
            self._started(client.name, command)
            return client, "its own window"
        port = free_port(client.port)
        self._started(client.name, [*command, "--web", str(port)]).ready_line()
        _wait_for_listener(port)
        return client, f"http://{LOOPBACK}:{port}/"

    def _draw_map(self) -> None:
        """Draw the town's map beside all that runs already, the first time; maps offer it once it is there."""
        server = self._data / "server"
        if any((server / "maps").glob("*/maps.json")):
            return
        _say("drawing the town's map (half a minute); the screens offer it when it is published")
        pack, zooms = self._data / "town.mbtiles", ("--zooms", MAP_ZOOMS)
        command = [*_python("sync.server.cli"), "map", "demo", "--out", str(pack), *zooms, "--publish", str(server)]
        drawing = self._started("map", command).process
        if sys.platform != "win32":
            # Whoever looks around meanwhile comes first.
            os.setpriority(os.PRIO_PROCESS, drawing.pid, MAP_NICENESS)

    def _started(self, name: str, command: list[str]) -> Part:
        logs = self._data / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        # A session of its own: Ctrl-C reaches this process alone, which then ends the others in order.
        process = subprocess.Popen(
            command,
            cwd=_ROOT,
            env={**os.environ, "FLET_DISPLAY_URL_PREFIX": READY, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        part = Part(name, process)
        self._parts.append(part)
        threading.Thread(target=_listen, args=(part, logs / f"{name}.log"), daemon=True).start()
        return part


def _listen(part: Part, log: Path) -> None:
    """Copy what a part says into its log, and pass it on until it is ready."""
    stream: IO[str] | None = part.process.stdout
    assert stream is not None, "the part was started with a pipe"
    with log.open("a", encoding="utf-8") as file:
        for line in stream:
            file.write(line)
            file.flush()
            part.said.put(line)
    part.said.put(None)


def _wait_for_listener(port: int) -> None:
    """Wait until the port is taken: the page's server says that it is ready a moment before it listens."""
    for _ in range(LISTEN_TRIES_MAX):
        if not is_port_free(port):
            return
        time.sleep(_LISTEN_S)
    raise DemoTrouble(f"nobody listens on port {port}")


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _say(text: str) -> None:
    sys.stdout.write(f"demo: {text}\n")
    sys.stdout.flush()


def _say_where(places: list[tuple[Client, str]]) -> None:
    for client, where in places:
        _say(f"{client.who}: {where}")
        _say(f"    account {client.account}    passphrase {PASSPHRASE}")
    _say("« Couper le réseau » is in the sheet of the status pill. Ctrl-C ends everything; nothing is lost.")
    sys.stdout.write(f"{READY} {' '.join(where for _, where in places if where.startswith('http'))}".rstrip() + "\n")
    sys.stdout.flush()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Run the demo until Ctrl-C; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, default=_ROOT / "demo-town", help="where the town and its devices are kept"
    )
    demo = Demo(parser.parse_args().data.resolve())
    for number in (signal.SIGINT, signal.SIGTERM):
        # Set, not inherited: a shell starts what it puts in the background with SIGINT ignored.
        signal.signal(number, _interrupt)
    try:
        demo.start()
        demo.watch()
    except KeyboardInterrupt:
        _say("ending…")
    except DemoTrouble as trouble:
        _say(str(trouble))
        return 1
    finally:
        demo.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
