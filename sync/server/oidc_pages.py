"""The two pages that a browser sees at the end of a sign-in through the town's service, in French or in English.

Plain HTML without script or style: nothing of it can be led astray, and a screen reader reads it as it stands.
"""

from html import escape
from typing import Final

_WORDS: Final = {
    "title": ("Votre code", "Your code"),
    "do": (
        "Dans Fieldapp, ouvrez « J’ai un code de la mairie » et tapez ce code. Il sert une seule fois, dix minutes.",
        "In Fieldapp, open “I have a code of the town hall” and type this code. It serves once, for ten minutes.",
    ),
    "link": ("Ou collez ce lien à la place du code :", "Or paste this link in place of the code:"),
    "secret": ("Ne le donnez à personne.", "Give it to nobody."),
    "refused": ("La connexion n’a pas abouti", "The sign-in did not succeed"),
    "denied": ("Vous n’avez pas autorisé la connexion.", "You did not allow the sign-in."),
    "another-browser": (
        "Cette page ne vient pas de ce navigateur. Recommencez depuis Fieldapp.",
        "This page does not come from this browser. Begin again in Fieldapp.",
    ),
    "too-late": (
        "Plus de dix minutes ont passé. Recommencez depuis Fieldapp.",
        "More than ten minutes have passed. Begin again in Fieldapp.",
    ),
    "served-already": (
        "Cette page a déjà servi. Recommencez depuis Fieldapp.",
        "This page has served already. Begin again in Fieldapp.",
    ),
    "not-known": (
        "La mairie ne vous connaît pas encore. Demandez un compte au service informatique.",
        "The town hall does not know you yet. Ask the IT office for an account.",
    ),
    "no-email": (
        "Le service de connexion n’a pas donné d’adresse vérifiée. Demandez au service informatique.",
        "The sign-in service gave no verified address. Ask the IT office.",
    ),
    "another-establishment": (
        "Votre établissement n’est pas celui de cette mairie.",
        "Your establishment is not this town hall’s.",
    ),
    "closed": (
        "Votre compte est fermé. Demandez au service informatique.",
        "Your account is closed. Ask the IT office.",
    ),
    "linked-to-another": (
        "Ce compte est lié à quelqu’un d’autre. Demandez au service informatique.",
        "This account is linked to somebody else. Ask the IT office.",
    ),
    "silent": (
        "Le service de connexion ne répond pas. Réessayez dans un moment.",
        "The sign-in service does not answer. Try again in a moment.",
    ),
    "not-vouched": (
        "La réponse du service de connexion n’est pas valable. Prévenez le service informatique.",
        "The answer of the sign-in service is not valid. Tell the IT office.",
    ),
}


def code_page(code: str, link: str, accepted: str) -> str:
    """Give the page with the code; `accepted` is the browser's Accept-Language."""
    place = _place(accepted)
    parts = [
        f"<h1>{_said('title', place)}</h1>",
        f"<p>{_said('do', place)}</p>",
        f"<p><strong><code>{escape(code)}</code></strong></p>",
        f"<p>{_said('link', place)}</p>",
        f"<p><code>{escape(link)}</code></p>",
        f"<p>{_said('secret', place)}</p>",
    ]
    return _page(_said("title", place), parts, place)


def refusal_page(why: str, accepted: str) -> str:
    """Give the page that says why nobody was let in."""
    place = _place(accepted)
    title = _said("refused", place)
    return _page(title, [f"<h1>{title}</h1>", f"<p>{_said(why, place)}</p>"], place)


def has_words(why: str) -> bool:
    """Say whether the page can say why."""
    return why in _WORDS


def _said(name: str, place: int) -> str:
    return escape(_WORDS[name][place])


def _place(accepted: str) -> int:
    first = accepted.strip().lower()
    return 1 if first.startswith("en") else 0


def _page(title: str, parts: list[str], place: int) -> str:
    language = ("fr", "en")[place]
    head = (
        f'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>'
    )
    return f'<!doctype html>\n<html lang="{language}">{head}<body><main>{"".join(parts)}</main></body></html>\n'
