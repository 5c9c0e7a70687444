"""The address of the town hall, as it is typed."""

from typing import Final
from urllib.parse import urlsplit

LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def server_address(typed: str) -> str | None:
    """Give a typed address as an origin; None when it is not one, or not a safe one.

    https everywhere but on this very machine: the passphrase crosses that line at the first sign-in.
    """
    text = typed.strip()
    if "://" not in text:
        scheme = "http" if _parts(f"https://{text}")[1] in LOOPBACK_HOSTS else "https"
        text = f"{scheme}://{text}"
    scheme, host = _parts(text)
    is_safe = scheme == "https" or (scheme == "http" and host in LOOPBACK_HOSTS)
    return text.rstrip("/") if host and is_safe else None


def _parts(url: str) -> tuple[str, str]:
    """Give scheme and host of an origin; no host when the text is not an origin."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "", ""
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment and parts.username is None
    is_word = is_bare and not any(sign.isspace() for sign in url)
    return parts.scheme, (parts.hostname or "") if is_word else ""
