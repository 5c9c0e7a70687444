"""A server that is known by its key: what TLS must show beside the authorities, or instead of them.

    pins, roots        the certificate must be good by the system's authorities, and its key one of the pins
    pins, no roots     the key must be one of the pins, and that is all: a town with a certificate of its own
    no pins            the system's authorities alone

A town names two pins: of the key in use, and of one that lies ready elsewhere. The handshake itself fails on another
key: nothing was sent by then.
"""

import ssl

from sync.protocol.pins import ServerTrust, pin_of


class OtherKey(ssl.SSLError):
    """The server showed a key that is none of the pins."""


class PinnedContext(ssl.SSLContext):
    """A client's context whose handshakes end well only with a pinned key."""

    pins: frozenset[str] = frozenset()


class _PinnedObject(ssl.SSLObject):
    def do_handshake(self) -> None:
        """Shake hands, then look at the key."""
        super().do_handshake()
        certificate = self.getpeercert(binary_form=True)
        assert isinstance(self.context, PinnedContext), "made by `pinned_context`"
        if certificate is None or pin_of(certificate) not in self.context.pins:
            raise OtherKey("the server's key is none of those pinned for it")


def pinned_context(trust: ServerTrust, authority_pem: str | None = None) -> ssl.SSLContext:
    """Give the context that takes a pinned key only; `authority_pem` is one more authority."""
    assert trust.pins, "without pins there is `tls_context`"
    context = PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.pins = frozenset(trust.pins)
    context.sslobject_class = _PinnedObject
    if not trust.roots:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    context.load_default_certs()
    if authority_pem is not None:
        context.load_verify_locations(cadata=authority_pem)
    return context


def is_about_pins(failure: BaseException) -> bool:
    """Say whether it was another key that ended a connection."""
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, OtherKey):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
