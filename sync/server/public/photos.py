"""Gives a photo to a browser: re-encoded pixels of ours, shown in a page and nothing else."""

from starlette.responses import Response

from sync.core.model import Fields
from sync.protocol.problems import ProblemError
from sync.server.parts import Parts


def photo_answer(parts: Parts, tenant: str, fields: Fields) -> Response:
    """Give the bytes of an attachment; raise `not-found` where they are not here."""
    path = parts.uploads.files.whole(tenant, str(fields["sha256"]))
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ProblemError("not-found") from None
    # Never longer than a visit: what is hidden a minute later must not be shown again.
    headers = {"Cache-Control": "private, max-age=60", "Content-Disposition": "inline"}
    return Response(content, media_type=str(fields.get("media_type") or "image/jpeg"), headers=headers)
