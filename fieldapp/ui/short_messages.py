"""Flet's messages, written for its log by what they do and never by what they hold.

The web's transport (`flet_web/fastapi/flet_app.py`, Flet 1.0.5) puts each message into words for a debug line that
nobody reads, with every control of a new screen: four times the work of all the rest that shows it (measured on the
triage, 2026-11-27: 15 of 19 s under a profiler). And what a screen holds has no place in a log.
"""

from flet.messaging.protocol import Message


def shorten_messages() -> None:
    """Let a message say its action only, in this process; it may be called for each page."""
    Message.__repr__ = _action


def _action(message: Message) -> str:
    return f"Message({message.action})"
