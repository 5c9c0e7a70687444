"""What a platform says when it refuses a camera or a microphone: it is told as text only, and read here."""

from typing import Literal

Refusal = Literal["absent", "denied", "failed"]
"""The words that `CameraTrouble` and `MicrophoneTrouble` share."""


def refusal_of(error: Exception) -> Refusal:
    """Read the platform's error; both Android and the browsers say « denied » or « NotAllowed »."""
    text = str(error).lower()
    if any(word in text for word in ("denied", "notallowed", "permission")):
        return "denied"
    if any(word in text for word in ("notfound", "unsupported", "unknown control", "no camera")):
        return "absent"
    return "failed"
