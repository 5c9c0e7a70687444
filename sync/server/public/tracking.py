"""The page of who follows a report: by a secret link, what became of it, and what he may say about it.

The secret stands in the path, which the log names by its pattern only; no page tells where a reader comes from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from sync.protocol.problems import ProblemError
from sync.server.outside.publication import PublicReader
from sync.server.parts import Parts
from sync.server.public.drawing import counted, page, sent_to
from sync.server.public.following import (
    OPINIONS,
    REOPEN_DAYS,
    Tracked,
    is_closed,
    is_over,
    may_reopen,
)
from sync.server.public.form_reading import Sent
from sync.server.public.guarding import KEY_FIELD
from sync.server.public.photos import photo_answer
from sync.server.public.shown import OwnLink, own_page, photos_of, was_given
from sync.server.public.visits import Visit
from sync.server.public.words import said
from sync.server.store import Unit

SECRET_CHARACTERS_MAX: Final = 80
TEXT_CHARACTERS_MAX: Final = 1_000
DONE_FIELD: Final = "fait"
_DONE: Final = {
    "merci": ("done", "heart-fill", "said.thanked"),
    "avis": ("done", "check", "said.judged"),
    "repris": ("done", "arrow-u-up-left", "said.reopened"),
    "trop-tard": ("wait", "info", "said.not_reopened"),
    "suivi": ("done", "bell-fill", "said.followed"),
    "plus-suivi": ("", "eye-slash", "said.unfollowed"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A visit by a secret link."""

    visit: Visit
    secret: str

    @property
    def here(self) -> str:
        """Give the address of the page."""
        return f"{self.visit.base}/suivi/{self.secret}"

    def again(self, done: str) -> Response:
        """Send the browser back to the page, which says what was done."""
        return sent_to(f"{self.here}?{DONE_FIELD}={done}")


def tracking_page(parts: Parts, link: Link, origin: str) -> Response:
    """Show what became of a report."""
    visit, jar = link.visit, parts.forms.jar(link.visit)
    with parts.store.reading(visit.face.tenant) as unit:
        tracked = _tracked(parts, unit, link.secret)
        told = _told(parts, visit, unit, tracked, link)
    told |= {"link": f"{origin}{link.here}", "form": parts.forms.words(visit, jar)}
    return parts.forms.keep(page(visit, "tracking.html", **told), visit, jar)


def _told(parts: Parts, visit: Visit, unit: Unit, tracked: Tracked, link: Link) -> dict[str, Any]:
    follower, fields, now = tracked.follower, tracked.row.fields(), parts.service.now()
    is_new = visit.asked(DONE_FIELD) == "recu" and tracked.is_writer
    return {
        "report": own_page(visit, PublicReader(unit), tracked.row.record(), OwnLink(link.secret, tracked.is_writer)),
        "here": link.here,
        "is_new": is_new,
        "said": _said(visit),
        "is_writer": tracked.is_writer,
        "may_thank": is_closed(fields) and not follower.thanked_at,
        "may_judge": is_closed(fields),
        "judged": follower.opinion,
        "may_reopen": may_reopen(fields, now),
        "is_over": is_closed(fields) and is_over(fields, now),
        "days": REOPEN_DAYS,
        "follows": follower.follows,
        "followers": counted(visit.language, "follow", parts.following.count(unit, tracked.row.id)),
    }


def _said(visit: Visit) -> dict[str, str] | None:
    done = _DONE.get(visit.asked(DONE_FIELD))
    if done is None:
        return None
    return {"tone": done[0], "icon": done[1], "text": said(visit.language, done[2])}


def thank(parts: Parts, link: Link, sent: Sent) -> Response:
    """Note a thank-you."""
    _within(parts, link, parts.following.thank)
    return link.again("merci")


def judge(parts: Parts, link: Link, sent: Sent) -> Response:
    """Note the answer to the one question; raise `not-valid` for none of the three."""
    opinion = sent.value("avis")
    if opinion not in OPINIONS:
        raise ProblemError("not-valid")
    _within(parts, link, lambda unit, tracked: parts.following.judge(unit, tracked, opinion))
    return link.again("avis")


def set_follows(parts: Parts, link: Link, sent: Sent) -> Response:
    """Follow again, or no longer."""
    follows = sent.value("suivre") == "oui"
    _within(parts, link, lambda unit, tracked: parts.following.set_follows(unit, tracked, follows=follows))
    return link.again("suivi" if follows else "plus-suivi")


def reopen(parts: Parts, link: Link, sent: Sent) -> Response:
    """Ask to take a closed report up again."""
    text = sent.value("texte")[:TEXT_CHARACTERS_MAX]
    is_done = parts.following.reopen(link.visit.face.tenant, link.secret, text)
    return link.again("repris" if is_done else "trop-tard")


def follow_public(parts: Parts, visit: Visit, number: str, sent: Sent) -> Response:
    """Follow somebody else's report; the new link is the address of the next page."""
    with parts.store.writing(visit.face.tenant) as unit:
        found = PublicReader(unit).by_numbers([number])
        if not found:
            raise ProblemError("not-found")
        secret = parts.following.follow(unit, found[0].id, f"{visit.jar}\x1f{sent.value(KEY_FIELD)}")
    return Link(visit, secret).again("suivi")


def own_photo(parts: Parts, link: Link, photo: str) -> Response:
    """Give a photo of a report to who has its link; raise `not-found`."""
    tenant = link.visit.face.tenant
    with parts.store.reading(tenant) as unit:
        tracked = _tracked(parts, unit, link.secret)
        shown = {row.id: row.fields() for row in photos_of(unit, tracked.row.id)}
    if photo not in shown or not was_given(shown[photo], is_writer=tracked.is_writer):
        raise ProblemError("not-found")
    return photo_answer(parts, tenant, shown[photo])


def _within(parts: Parts, link: Link, work: Callable[[Unit, Tracked], None]) -> None:
    with parts.store.writing(link.visit.face.tenant) as unit:
        work(unit, _tracked(parts, unit, link.secret))


def _tracked(parts: Parts, unit: Unit, secret: str) -> Tracked:
    found = parts.following.by_secret(unit, secret) if len(secret) <= SECRET_CHARACTERS_MAX else None
    if found is None:
        raise ProblemError("not-found")
    return found
