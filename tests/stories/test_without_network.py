"""A day without network: the app starts, shows the day, searches, writes, speaks to nobody else.

Of the browser every request and every line is noted, of the app's process every look-up, connection and child.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sync.core.model import Op
from sync.server.writers import SystemWrite
from tests.browser_driver import HALF, TABLET, Browser, Screen
from tests.fieldapp.town import uid
from tests.stories import new_report
from tests.stories.client import ROOT, Client, pill_until, sign_in, switched_on
from tests.stories.people import CENTRE, EAST, KARIM, VOIRIE
from tests.stories.town_server import TownServer
from tests.stories.watched_app import noted, strangers

pytestmark = pytest.mark.browser

HOST = "127.0.0.1"
DRAIN = uid("Curer l’avaloir")
GONE_S_MAX = 60


def errand() -> SystemWrite:
    """Give Karim something to do today."""
    place = {"lat": CENTRE[0], "long": CENTRE[1], "zone": EAST, "address": "3 rue du Four"}
    work = {"title": "Curer l’avaloir", "status": "a_faire", "category": "avaloir"}
    fields = {**work, "assignee": KARIM, "service": VOIRIE, **place}
    return SystemWrite("task", DRAIN, Op.CREATE, fields)


def origins(screen: Screen) -> set[str]:
    """Give every origin that the page asked something of, over whatever scheme."""
    return {urlsplit(url).netloc for url in screen.requests if not url.startswith(("data:", "blob:"))}


def works_a_while(screen: Screen) -> None:
    """See the day, find a task by its words, and report something."""
    screen.wait_for(f"task-{DRAIN}")
    screen.tap("place-more")
    screen.tap("more-search")
    screen.type("search", "avaloir four")
    screen.tap(f"hit-{DRAIN}")
    screen.wait_text("3 rue du Four")
    screen.tap("back")
    screen.wait_for("place-report")
    new_report.stand_in_the_street(screen)
    screen.tap("place-report")
    screen.tap("without-photo")
    new_report.choose_category(screen)
    new_report.send(screen)
    pill_until(screen, "Hors ligne · 1 à envoyer")


def test_app_starts_shows_searches_and_writes_without_network_and_asks_nobody_else(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    town = TownServer(tmp_path, [errand()])
    tablet = Client(tmp_path / "tablet", town.url, program=("-m", "tests.stories.watched_app", str(notes)))
    with Browser(density=HALF) as browser:
        with town.alive(), switched_on(tablet):
            screen = tablet.open(browser, TABLET)
            sign_in(screen, "karim")
            screen.wait_for(f"task-{DRAIN}")
            pill_until(screen, "À jour")
            assert origins(screen) == {f"{HOST}:{tablet.port}"}
            screen.page.close()
        before = len(noted(notes))
        with switched_on(tablet):
            screen = tablet.open(browser, TABLET)
            sign_in(screen, "karim")
            works_a_while(screen)
            assert origins(screen) == {f"{HOST}:{tablet.port}"}
            assert not screen.is_broken()
    assert before, "the town hall was asked while it was there"
    assert len(noted(notes)) > before, "and looked for while it was not"
    assert strangers(notes, HOST, town.port) == []


def test_watcher_sees_whoever_else_is_asked(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    with socket.create_server((HOST, 0)) as known, socket.create_server((HOST, 0)) as other:
        port, elsewhere = known.getsockname()[1], other.getsockname()[1]
        strays = [
            f"socket.create_connection(('{HOST}', {port})).close()",
            f"socket.create_connection(('{HOST}', {elsewhere})).close()",
            f"threading.Thread(target=socket.create_connection, args=(('{HOST}', {elsewhere}),)).start()",
            f"socket.socket(type=socket.SOCK_DGRAM).sendto(b'here', ('{HOST}', {elsewhere}))",
            f"asyncio.run(asyncio.wait_for(asyncio.open_connection('{HOST}', {elsewhere}), 30))",
            "socket.gethostbyname('localhost')",
            "subprocess.run([sys.executable, '--version'])",
        ]
        begin = "import asyncio, socket, subprocess, sys, threading; from pathlib import Path"
        program = "\n".join([begin, "from tests.stories.watched_app import watch", "watch(Path(sys.argv[1]))", *strays])
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", program, str(notes)]
        subprocess.run(command, env=environment, check=True, timeout=GONE_S_MAX, cwd=ROOT)
    found = strangers(notes, HOST, port)
    assert [event for event, address in found].count("socket.connect") == 3
    assert {event for event, _ in found} >= {"socket.sendto", "socket.gethostbyname", "subprocess.Popen"}
    assert ("socket.connect", (HOST, port)) in noted(notes)
    assert ("socket.connect", (HOST, port)) not in found
