"""A real server process on a loopback port, started, killed and started again by a test."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from sync.core.model import Change
from sync.protocol.addresses import PULL, PUSH, SESSIONS
from sync.protocol.codec import page_of_lines
from sync.protocol.exchange_codec import (
    pull_to_json,
    push_answer_of_json,
    push_to_json,
    sign_in_to_json,
    tokens_of_json,
)
from sync.protocol.messages import PullPage, PullRequest, PushAnswer, PushRequest, SignIn, Tokens
from sync.server.accounts import add_account
from sync.server.data_folder import DataFolder
from sync.server.opening import PostgresqlAt, database_of, made
from sync.server.sql_store import SqlServerStore
from tests.server.device_in_hand import World
from tests.server.server_in_hand import PASSWORD, PASSWORDS, bearer
from tests.server.town_in_hand import PEOPLE, Town

ROOT = Path(__file__).parents[2]
START_S_MAX = 60.0
STOP_S_MAX = 30.0


def new_database() -> PostgresqlAt | None:
    """Give the database of the next server: a file in its folder, unless the tests run on PostgreSQL."""
    return None


def made_town(folder: Path) -> Town:
    """Make a data folder with a small town and an account for each of the people."""
    with made(DataFolder(folder), new_database()) as parts:
        town = Town(parts.store, World())
        password_hash = PASSWORDS.hash(PASSWORD)
        with parts.store.writing(town.tenant) as unit:
            for name in PEOPLE:
                add_account(unit, f"{name}@ville.example", town.ids[name], password_hash, town.service.now())
    # It was made beside, and has its place now.
    town.store = town.service.store = SqlServerStore(database_of(DataFolder(folder)))
    return town


@dataclass
class RunningServer:
    """One process, and what it said."""

    process: subprocess.Popen[str]
    url: str = ""
    lines: list[str] = field(default_factory=list)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_S_MAX)

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; give its exit code."""
        self.process.send_signal(sig)
        return self.process.wait(STOP_S_MAX)


@contextmanager
def running(folder: Path, *program: str) -> Iterator[RunningServer]:
    """Run `fieldserver run` (or another program that takes the folder last) until the `with` ends."""
    command = program or ("-m", "sync.server.cli", "run", "--port", "0", "--data")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder.parent / "server.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, *command, str(folder)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    server = RunningServer(process)
    try:
        server.url = _ready_url(server)
        yield server
    finally:
        if process.poll() is None:
            server.kill()
        assert process.stdout is not None
        process.stdout.close()


def _ready_url(server: RunningServer) -> str:
    said: queue.Queue[str] = queue.Queue()
    stdout = server.process.stdout
    assert stdout is not None, "the process speaks to us"

    def listen() -> None:
        said.put(stdout.readline())

    threading.Thread(target=listen, daemon=True).start()
    line = said.get(timeout=START_S_MAX)
    assert line.startswith("ready http://"), (line, server.process.poll())
    server.lines.append(line)
    return line.split()[1]


@dataclass
class Tablet:
    """A device that speaks HTTP to whatever process answers at the moment."""

    town: Town
    url: str
    tokens: Tokens
    last_n: int = 0

    @classmethod
    def signed_in(cls, town: Town, url: str, name: str) -> "Tablet":
        """Sign one of the people in."""
        asked = SignIn(f"{name}@ville.example", PASSWORD, town.world.new_id(), "Tablette")
        answer = httpx.post(url + SESSIONS, json=sign_in_to_json(asked))
        assert answer.status_code == 201, answer.text
        return cls(town, url, tokens_of_json(answer.json()))

    def push(self, *changes: Change) -> PushAnswer:
        """Push changes; raises what the wire raises."""
        body = push_to_json(PushRequest(self.tokens.device, "", changes))
        answer = self.post(PUSH, body)
        assert answer.status_code == 200, answer.text
        return push_answer_of_json(answer.json())

    def pull(self) -> PullPage:
        """Pull the first page from the start."""
        answer = self.post(PULL, pull_to_json(PullRequest(self.tokens.device, "", {})))
        assert answer.status_code == 200, answer.text
        return page_of_lines(answer.content.splitlines())

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """Post as this device."""
        return httpx.post(self.url + path, content=json.dumps(body).encode(), headers=bearer(self.tokens), timeout=30)
