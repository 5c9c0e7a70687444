"""Reads a form that was sent: fields and files, within sizes and a time, files beyond a megabyte on the disk."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from sync.protocol.problems import ProblemError
from sync.server.bodies import BODY_S_MAX
from sync.server.outside.pictures import PHOTO_BYTES_MAX, PHOTOS_MAX

FIELDS_MAX: Final = 30
FIELD_BYTES_MAX: Final = 64 * 1024
FORM_BYTES_MAX: Final = PHOTOS_MAX * PHOTO_BYTES_MAX + 256 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form, trimmed, and the bytes of its files that hold any."""

    fields: dict[str, str]
    files: tuple[bytes, ...] = ()

    def value(self, name: str) -> str:
        """Give a field; empty where it is absent."""
        return self.fields.get(name, "")


async def read_form(request: Request) -> Sent:
    """Read the form of a request; raise `too-large`, `not-valid`, `busy` for a slow line."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        async with asyncio.timeout(BODY_S_MAX):
            if kind == "multipart/form-data":
                many = MultiPartParser(
                    request.headers,
                    _limited(request, FORM_BYTES_MAX),
                    max_files=2 * PHOTOS_MAX,
                    max_fields=FIELDS_MAX,
                    max_part_size=FIELD_BYTES_MAX,
                )
                return await _sent(await many.parse())
            if kind == "application/x-www-form-urlencoded":
                return await _sent(await FormParser(request.headers, _limited(request, FIELD_BYTES_MAX)).parse())
    except TimeoutError:
        raise ProblemError("busy", retry_after_s=1) from None
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise ProblemError("not-valid") from None
    raise ProblemError("not-valid")


async def _limited(request: Request, bytes_max: int) -> AsyncGenerator[bytes, None]:
    left = bytes_max
    async for part in request.stream():
        left -= len(part)
        if left < 0:
            raise ProblemError("too-large", bytes_max=bytes_max)
        yield part


async def _sent(form: FormData) -> Sent:
    fields: dict[str, str] = {}
    files: list[bytes] = []
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                content = await value.read(PHOTO_BYTES_MAX + 1)
                files += [content] if content else []
            elif "\0" in value:
                # No database keeps it, and no keyboard writes it.
                raise ProblemError("not-valid")
            else:
                fields[name] = value.replace("\r\n", "\n").strip()
    finally:
        await form.close()
    return Sent(fields, tuple(files))
