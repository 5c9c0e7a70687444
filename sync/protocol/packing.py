"""The packing of small messages: what both ends know already is not sent.

    text      lines of JSON, as anywhere else in the protocol
    shortened each id, instant and hash as a marker byte and its own bytes: JSON never holds bytes below 0x20 but LF
    packed    one byte for the form, then DEFLATE without header; the dictionary is `WORDS`, then the session's own ids

    form 1    shortened, with the dictionary: a single change of a report, 480 bytes by gzip, becomes some 180
    form 2    neither: what is large packs itself, and DEFLATE reaches no further back than 32 KiB

A dictionary is part of the protocol: another one is another form. It was written from the messages' own members and
from words of reports, not from anybody's records.
"""

import re
import zlib
from typing import Final

from sync.core.instants import instant_of_ms, ms_of_instant
from sync.protocol.problems import ProblemError

SMALL_BYTES_MAX: Final = 16 * 1024
"""A larger text is packed without dictionary."""
LEVEL: Final = 9
LARGE_LEVEL: Final = 3
WITH_DICTIONARY, WITHOUT = b"\x01", b"\x02"
_RAW: Final = -15
_ID, _HASH, _INSTANT = b"\x01", b"\x02", b"\x03"
_LONG: Final = re.compile(
    rb"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    rb"|((?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f]))"
    rb"|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"
)
_SHORT: Final = re.compile(rb"([\x01\x02])(.{16})|\x03(.{6})", re.DOTALL)
_CONTROL: Final = re.compile(rb"[\x00-\x09\x0b-\x1f]")

WORDS: Final = (
    " rue de la place du avenue boulevard chemin école mairie parc jardin devant le dans la sur le au milieu de près du"
    " à côté de derrière depuis avant après chaussée trottoir lampadaire potelet graffiti dépôt déchets arbre panneau"
    '"code":"rejected","refusal":{"code":"forbidden","errors":[{"pointer":"/"code":"merged"'
    '"code":"conflicted","conflicts":["touched":["status"'
    '["gone","report","\x01["put","task","\x01["put","attachment","\x01["agent:\x01","desk:\x01","zone:none"'
    '"kind":"attachment","parent_kind":["report",null],"parent_id":["role":["detail",null],"sha256":["size_bytes":['
    '"kind":"task","title":["due_at":["assignee":["a_faire",null],"en_cours","faite"],"op":"patch","op":"append"'
    '["put","report","\x01",1,["zone:\x01"],{"accuracy_m":"address":"author":"\x01","channel":"agent","description":"'
    '","expected_datetime":"\x03","first_answer_due_at":"\x03","history":[{"agent":"\x01","edits":{},"id":"\x01:1",'
    '"made_at":"\x03","op":"create","received_at":"\x03"}],"lat":48.,"long":2.,"moved_at":"\x03","number":"A2026K00'
    '","position_mocked":false,"position_source":"gps","priority":"genant","reopened":false,"requested_datetime":"\x03'
    '","service":"\x01","service_code":"nid_de_poule","status":"nouveau","zone":"\x01"}]\n'
    '","refused":[{"code":"accepted","hash":"\x02","n":1,"received_at":"\x03","rv":1}]]\n["\x03",1,0,1,1,false,{},{},['
    '[1,true]\n{"agent":"\x01","base_rv":0,"device":"\x01","edits":{"accuracy_m":["address":["author":["\x01",null],'
    '"channel":["agent",null],"description":["N° ",null],"lat":[48.0,null],"long":[2.0,null],"position_mocked":[false,'
    'null],"position_source":["gps",null],"priority":["genant",null],"reopened":[false,null],"requested_datetime":["\x03"'
    ',null],"service":["\x01",null],"service_code":["nid_de_poule",null],"status":["nouveau",null],"zone":["\x01",null]}'
    ',"id":"\x01","kind":"report","made_at":"\x03","n":1,"offset_ms":null,"op":"create","schema":1,"scope_epoch":1,"txn"'
    ':"\x01"}'
)


def pack(text: bytes, session_words: bytes) -> bytes:
    """Pack a text; both ends give the same `session_words`: the ids of the device, its agent, its scopes."""
    assert not _CONTROL.search(text), "lines of JSON hold no control character"
    if len(text) > SMALL_BYTES_MAX:
        packer = zlib.compressobj(LARGE_LEVEL, zlib.DEFLATED, _RAW)
        return WITHOUT + packer.compress(text) + packer.flush()
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, _RAW, zdict=_dictionary(session_words))
    return WITH_DICTIONARY + packer.compress(_LONG.sub(_shortened, text)) + packer.flush()


def unpack(body: bytes, session_words: bytes, bytes_max: int) -> bytes:
    """Give the text of a body, at most `bytes_max`; raise `too-large`, or `not-json` for what none packed."""
    form, content = body[:1], body[1:]
    if form not in (WITH_DICTIONARY, WITHOUT):
        raise ProblemError("not-json")
    is_short = form == WITH_DICTIONARY
    unpacker = zlib.decompressobj(_RAW, zdict=_dictionary(session_words)) if is_short else zlib.decompressobj(_RAW)
    try:
        text = unpacker.decompress(content, bytes_max + 1)
    except zlib.error:
        raise ProblemError("not-json") from None
    if len(text) > bytes_max:
        raise ProblemError("too-large", bytes_max=bytes_max)
    if not unpacker.eof or unpacker.unused_data:
        raise ProblemError("not-json")
    text = _lengthened(text) if is_short else text
    if len(text) > bytes_max:
        raise ProblemError("too-large", bytes_max=bytes_max)
    return text


def _dictionary(session_words: bytes) -> bytes:
    return _WORDS + _LONG.sub(_shortened, session_words)


def _shortened(found: re.Match[bytes]) -> bytes:
    an_id, a_hash, instant = found.groups()
    if an_id is not None:
        return _ID + bytes.fromhex(an_id.replace(b"-", b"").decode())
    if a_hash is not None:
        return _HASH + bytes.fromhex(a_hash.decode())
    return _INSTANT + ms.to_bytes(6, "big") if (ms := _ms_of(instant)) is not None else bytes(instant)


def _ms_of(instant: bytes) -> int | None:
    """Read an instant that comes back as the same text; None for what only looks like one."""
    text = instant.decode()
    try:
        ms = ms_of_instant(text)
    except ValueError:
        return None
    return ms if instant_of_ms(ms) == text else None


def _lengthened(text: bytes) -> bytes:
    written = _SHORT.sub(_written, text)
    if _CONTROL.search(written):
        raise ProblemError("not-json")
    return written


def _written(found: re.Match[bytes]) -> bytes:
    marker, sixteen, instant = found.groups()
    if instant is not None:
        return instant_of_ms(int.from_bytes(instant, "big")).encode()
    text = sixteen.hex()
    if marker == _HASH:
        return bytes(text.encode())
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}".encode()


_WORDS: Final = WORDS.encode()
