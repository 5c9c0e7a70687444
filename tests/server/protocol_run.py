"""The worked examples of PROTOCOL.md, from a real run: `python -m tests.server.protocol_run` writes them anew.

A block of the document that begins with ```json <name> or ```jsonl <name> holds what the run of this name gave. All
of a run is decided by its seed but the tokens, which the document shows as `…`.
"""

import asyncio
import io
import json
import re
import sqlite3
import tempfile
from base64 import b64decode
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from sync.core.model import Op
from sync.protocol.addresses import (
    LIVE,
    MAPS,
    PARCELS,
    PULL,
    PUSH,
    RECOVERIES,
    REFRESH,
    SESSIONS,
    SYNC,
    TABLES_MEDIA_TYPE,
    hash_header,
    map_address,
    photo_address,
)
from sync.protocol.exchange_codec import pull_to_json, push_to_json, sign_in_to_json, tokens_of_json
from sync.protocol.json_parts import write_json
from sync.protocol.messages import PUSH_CHANGES_MANY, PullRequest, PushRequest
from sync.protocol.packing import pack, unpack
from sync.protocol.parcel import End, ParcelReader, Part, PhotoPart
from sync.protocol.parcel_keys import seal_public, signer_public
from sync.protocol.recovery import RecoveryAsk, Secret, answer_of_json, ask_to_json, escrow_of, opened_answer
from sync.protocol.signed_words import unproved
from sync.protocol.small_exchange import Stand, asked_text, position_of
from sync.protocol.tables import sections_of
from sync.server import admission
from sync.server.blocks import Blocks, Sizes
from sync.server.callers import Caller
from sync.server.keepers import recovery_public
from sync.server.leasing import begin_lease
from sync.server.parcels import ParcelKeys
from sync.server.retention import TOMBSTONE_DAYS
from tests.server.device_in_hand import Device
from tests.server.parcel_in_hand import SIGNER, packed, work_of
from tests.server.protocol_identity import told_of_identity
from tests.server.protocol_proofs import told_of_proofs
from tests.server.protocol_wipe import wiped
from tests.server.server_in_hand import KEY, PASSWORD, ServerInHand, bearer, chunk_request, sha256_of
from tests.server.town_in_hand import Town

DOCUMENT = Path(__file__).parents[2] / "sync" / "PROTOCOL.md"
BLOCK = re.compile(r"```(?P<kind>jsonl?|http) (?P<name>[\w-]+)\n(?P<text>.*?)```", re.DOTALL)
MAP_HASH = "5d0f9aa1c1b6c5b1f8e4c2a37b9d60e1f4a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4"
SHEET = {
    "name": "Saint-Clair",
    "bounds": "2.0,48.0,2.1,48.1",
    "minzoom": "12",
    "maxzoom": "18",
    "attribution": "© les contributeurs d’OpenStreetMap",
    "fieldapp_format": "1",
    "fieldapp_themes": "light,dark,outdoor",
    "fieldapp_tile_px": "256",
}
PHOTO = b"\xff\xd8" + bytes(998)
ANSWERED = bytes([4]) * 32
CARRIED = b"\xff\xd8" + bytes(98)
WIDTH = 112
DAY_MS = 24 * 3_600_000
_TOLD_HEADERS = ("upload-offset", "upload-length", "repr-digest", "content-range", "content-type", "retry-after")
_FIELDS = ("service_code", "status", "requested_datetime", "lat", "long", "zone", "service", "author")


class Run:
    """One run; `told` is name -> the text of the block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = ServerInHand(Town(), folder)
        self.told: dict[str, str] = {}

    async def play(self) -> None:
        """Let a tablet sign in, report, read, clash with the desk, and send a photo."""
        async with self.server.client() as self.client:
            await self._sign_in()
            await self._report()
            await self._clash()
            await self._small()
            await self._photo()
            await self._maps()
            await self._parcel()
            await self._recovery()
            await self._trouble()
            self._fence()
            await self._many()
            await self._far()
            for name, told in (await wiped(self.server, self.client)).items():
                self._tell(name, told)
            for name, told in (await told_of_identity(self.server, self.client)).items():
                self._tell(name, told)

    async def _sign_in(self) -> None:
        key = signer_public(SIGNER)
        asked = sign_in_to_json(self.server.asked("terrain", password="…", device_key=key, keeps_leases=True))
        self._tell("sign-in", asked)
        message = self.server.asked("terrain", asked["device"], device_key=key, keeps_leases=True)
        given = await self.client.post(SESSIONS, json=sign_in_to_json(message))
        tokens = tokens_of_json(given.json())
        self._tell("lease", unproved(tokens.lease))
        self._tell("tokens", given.json() | {"access_token": "…", "refresh_token": "…"})
        self._tell("refresh", {"refresh_token": "…", "device": tokens.device, "device_key": key, "keeps_leases": True})
        again = {"refresh_token": tokens.refresh_token, "device": tokens.device}
        self.tokens = tokens_of_json((await self.client.post(REFRESH, json=again)).json())
        caller = Caller(tokens.tenant, tokens.agent, tokens.device)
        self.tablet = Device(self.server.parts.service, self.server.town.world, caller)
        self.tablet.pull()

    async def _report(self) -> None:
        town, new_id = self.server.town, self.server.new_id
        self.report, attachment, gesture = new_id(), new_id(), new_id()
        fields = {name: value for name, value in town.report_fields().items() if name in _FIELDS}
        photo = town.photo_fields(self.report, sha256=sha256_of(PHOTO), size_bytes=len(PHOTO))
        changes = (
            self.tablet.make("report", self.report, Op.CREATE, fields, txn=gesture),
            self.tablet.make("attachment", attachment, Op.CREATE, photo, txn=gesture),
        )
        await self._push("push", *changes)
        await self._pull("pull")

    async def _clash(self) -> None:
        desk, _ = self.server.signed_in("bureau")
        desk.pull()
        desk.patch("report", self.report, lat=48.06, long=2.06, position_source=("carte", None))
        edits = {"lat": (48.07, 48.05), "long": (2.07, 2.05), "priority": ("dangereux", None)}
        await self._push("clash", self.tablet.make("report", self.report, Op.PATCH, edits, base_rv=1))
        name = {"name": ("À moi", "Nord")}
        zone = self.server.town.ids["nord"]
        await self._push("refusal", self.tablet.make("zone", zone, Op.PATCH, name))
        self.server.town.change("report", self.report, zone=self.server.town.ids["sud"], author=None)
        await self._pull("later")

    async def _push(self, name: str, *changes: Any) -> None:
        asked = push_to_json(PushRequest(self.tokens.device, self.tablet.epoch, changes))
        answer = await self.client.post(PUSH, json=asked, headers=bearer(self.tokens))
        self._tell(name, asked)
        self._tell(f"{name}-answer", answer.json())

    async def _pull(self, name: str) -> None:
        asked = pull_to_json(PullRequest(self.tokens.device, self.tablet.epoch, dict(self.tablet.cursors)))
        answer = await self.client.post(PULL, json=asked, headers=bearer(self.tokens))
        self._tell(name, asked)
        self.told[f"{name}-page"] = answer.text
        self.tablet.pull()

    async def _small(self) -> None:
        tablet, town = self.tablet, self.server.town
        cursors = dict(tablet.cursors)
        asked = pull_to_json(PullRequest(self.tokens.device, tablet.epoch, cursors, wants_handle=True))
        answer = await self.client.post(PULL, json=asked, headers=bearer(self.tokens))
        opened = json.loads(answer.text.splitlines()[0])["open"]
        self._tell("handle", {"open": {**opened, "handle": "…"}})
        tablet.pull()
        stand = Stand(self.tokens.device, self.tokens.agent, tablet.epoch, tuple(sorted(tablet.cursors)))
        edits = {"priority": ("genant", "dangereux")}
        change = tablet.make("report", self.report, Op.PATCH, edits, base_rv=1, scope_epoch=1)
        town.change("zone", town.ids["nord"], name="Secteur nord")
        position = position_of(tablet.cursors)
        assert position is not None, "one position in all scopes"
        text = asked_text(position, [change])
        self.told["sync"] = text.decode() + "\n"
        body = b64decode(opened["handle"]) + stand.mark() + pack(text, stand.words())
        answer = await self.client.post(SYNC, content=body)
        self.told["sync-answer"] = unpack(answer.content, stand.words(), len(body) * 100).decode()
        words = stand.words().decode()
        for name, told in told_of_proofs(asked, self.tokens, stand, pack(text, stand.words())).items():
            self._tell(name, told)
        self._tell("sync-bodies", {"asked_bytes": len(body), "stand": stand.mark().hex(), "words": words})
        tablet.pull()

    async def _photo(self) -> None:
        address, headers = photo_address(sha256_of(PHOTO)), bearer(self.tokens)
        self._tell_headers("photo-head", await self.client.head(address, headers=headers))
        self._tell_headers("photo-chunk", await self.client.request(**chunk_request(PHOTO, 0, PHOTO, self.tokens)))
        ranged = await self.client.get(address, headers={**headers, "Range": "bytes=0-99"})
        self._tell_headers("photo-part", ranged)
        late = await self.client.request(**chunk_request(PHOTO, 0, PHOTO, self.tokens))
        self._tell("photo-late", late.json())

    async def _parcel(self) -> None:
        town = self.server.town
        changes = work_of(town, self.tablet, CARRIED)
        parcel = packed(town, self.tokens, changes, CARRIED)
        reader = ParcelReader(io.BytesIO(parcel))
        self._tell("parcel-head", asdict(reader.head))
        opened = [_frame(part) for part in reader.parts(ParcelKeys(KEY).seed(town.tenant))]
        self.told["parcel-frames"] = "".join(write_json(frame).decode() + "\n" for frame in opened)
        self._tell("parcel-file", {"size_bytes": len(parcel), "sha256": sha256_of(parcel)})
        self.tablet.last_n += 1
        gap = packed(town, self.tokens, work_of(town, self.tablet))
        self.tablet.last_n -= 2
        for name, body in (("answer", parcel), ("again", parcel), ("cut", parcel[:-1]), ("gap", gap)):
            answer = await self.client.post(PARCELS, content=body, headers=bearer(self.tokens))
            self._tell(f"parcel-{name}", answer.json())

    async def _maps(self) -> None:
        with sqlite3.connect(self.folder / "plan.mbtiles") as pack:
            pack.execute("CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
            pack.executemany("INSERT INTO metadata VALUES (?, ?)", SHEET.items())
        pack.close()
        now = self.server.parts.service.now()
        offer = self.server.parts.maps.publish(self.server.town.tenant, self.folder / "plan.mbtiles", now)
        headers = bearer(self.tokens)
        told = (await self.client.get(MAPS, headers=headers)).json()
        # SQLite writes its own version into a file: the hash is not the same everywhere.
        told["maps"][0]["sha256"] = MAP_HASH
        self._tell("maps", told)
        asked = {**headers, "Range": "bytes=0-4095"}
        part = await self.client.get(map_address(offer.sha256), headers=asked)
        part.headers["repr-digest"] = hash_header(MAP_HASH)
        self._tell_headers("map-part", part)

    async def _recovery(self) -> None:
        server, tenant = self.server, self.server.town.tenant
        codes = server.parts.recovery.name_keepers(tenant, ("Aïcha", "Bruno"), renew=False)
        with server.parts.store.reading(tenant) as unit:
            public = recovery_public(unit)
        secret = Secret(tenant, "terrain@ville.example", bytes(range(32)))
        self._tell("escrow-content", {"account": secret.account, "key": secret.key.hex(), "tenant": tenant})
        escrow = escrow_of(public, secret)
        ask = RecoveryAsk(secret.account, PASSWORD, server.new_id(), seal_public(ANSWERED), "Tablette", (escrow,))
        body = ask_to_json(ask)
        # HPKE draws a key of its own each time: what is sealed differs from run to run, its length does not.
        escrows = [{"to": escrow.to, "sealed": "…"}]
        self._tell("recovery", body | {"password": "…", "escrows": escrows})
        self._tell("recovery-waiting", (await self.client.post(RECOVERIES, json=body)).json())
        for keeper, code in codes.items():
            server.parts.recovery.approve(tenant, ask.request, keeper, code)
        given = (await self.client.post(RECOVERIES, json=body)).json()
        assert opened_answer(ANSWERED, answer_of_json(given).keys[0]) == secret.key
        self._tell("recovery-given", given | {"keys": [{"escrow": 0, "sealed": "…"}]})

    async def _trouble(self) -> None:
        gap = self.tablet.make("report", self.server.new_id(), Op.CREATE, {"lat": 48.0}, n=9)
        asked = push_to_json(PushRequest(self.tokens.device, self.tablet.epoch, (gap,)))
        self._tell("gap", (await self.client.post(PUSH, json=asked, headers=bearer(self.tokens))).json())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(admission, "INSIDE_MAX", 0)
            self._tell("busy", (await self.client.post(PUSH, json=asked, headers=bearer(self.tokens))).json())
        asked["changes"][0]["made_at"] = "hier"
        self._tell("not-valid", (await self.client.post(PUSH, json=asked, headers=bearer(self.tokens))).json())
        self._tell("not-signed-in", (await self.client.get(LIVE)).json())

    def _fence(self) -> None:
        town, service = self.server.town, self.server.parts.service
        before = dict(self.tablet.cursors)
        task = self.server.new_id()
        town.write("task", task, title="Balayer la place", status="a_faire", team=town.ids["equipe"])
        town.write("task", task, Op.REMOVE)
        service.keep_house(town.tenant)
        self.server.clock.advance(TOMBSTONE_DAYS * DAY_MS)
        service.keep_house(town.tenant)
        with town.store.writing(town.tenant) as unit:
            begin_lease(unit, self.tokens.device, self.server.clock())
        request = PullRequest(self.tokens.device, self.tablet.epoch, before)
        opened = next(service.read(self.tablet.caller, request).lines())
        self.told["fenced"] = opened.decode()

    async def _many(self) -> None:
        fields = self.server.town.report_fields()
        device, tokens = self.server.signed_in("terrain")
        device.pull()
        made = (device.make("report", self.server.new_id(), Op.CREATE, fields) for _ in range(PUSH_CHANGES_MANY))
        asked = push_to_json(PushRequest(tokens.device, device.epoch, tuple(made)))
        answer = await self.client.post(PUSH, json=asked, headers=bearer(tokens))
        self._tell("many-answer", answer.json() | {"verdicts": []})

    async def _far(self) -> None:
        service = self.server.parts.service
        service.blocks = Blocks(service.kinds, Sizes(least=4, most=4, far=4))
        device, tokens = self.server.signed_in("elu")
        asked = pull_to_json(PullRequest(device.caller.device, "", {}, takes_tables=True))
        self._tell("tables-pull", asked)
        answer = await self.client.post(PULL, json=asked, headers=bearer(tokens))
        assert answer.headers["content-type"] == TABLES_MEDIA_TYPE, "a page by column"
        *_, block, lines = sections_of(answer.content)
        self._tell("tables-block", json.loads(block))
        self.told["tables-lines"] = lines.decode()

    def _tell(self, name: str, document: dict[str, Any]) -> None:
        self.told[name] = _readable(document) + "\n"

    def _tell_headers(self, name: str, answer: Any) -> None:
        lines = [f"{header}: {answer.headers[header]}" for header in _TOLD_HEADERS if header in answer.headers]
        self.told[name] = "\n".join([f"HTTP/1.1 {answer.status_code}", *lines]) + "\n"


def _frame(part: Part) -> list[Any]:
    """Give a frame as the document shows it: its letter, and what it holds."""
    match part:
        case PushRequest():
            return ["c", push_to_json(part)]
        case PhotoPart(content):
            return ["b", f"{len(content)} bytes"]
        case End():
            return ["e", asdict(part)]
    return ["p", asdict(part)]


def _readable(value: Any, indent: int = 0) -> str:
    """Write JSON with one member a line where a line would be too long."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(name)}: {_readable(item, indent + 2)}" for name, item in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    parts = [inner + _readable(item, indent + 2) for item in value]
    return "[\n" + ",\n".join(parts) + "\n" + " " * indent + "]"


def played() -> dict[str, str]:
    """Play the run; give name -> text."""
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder))
        asyncio.run(run.play())
        return run.told


def rewritten(document: str, told: dict[str, str]) -> str:
    """Give the document with what the run told in its blocks."""
    return BLOCK.sub(lambda block: f"```{block['kind']} {block['name']}\n{told[block['name']]}```", document)


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text(), played()))
