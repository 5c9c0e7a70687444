"""Where a webhook may go: nowhere within the town's own network unless its administrator says so (SSRF).

    https        anywhere that is public by its address
    http         this machine only, where private addresses are allowed
    never        link-local (a cloud's metadata), multicast, unspecified; names and words in the URL that hide the host

The name is looked up here and the connection goes to the address that was looked at: a name that answers another
address a moment later leads nowhere. Addresses that carry an IPv4 one (mapped, 6to4, NAT64, Teredo) count as private,
and so do the old site-local ones.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

URL_CHARACTERS_MAX = 500
PORTS = {"https": 443, "http": 80}
_CARRIERS = tuple(ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10"))
Address = IPv4Address | IPv6Address


class AddressRefused(Exception):
    """Nothing may be sent there; the code says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect (an address), and whom to ask for there."""

    address: str
    host: str
    port: int
    parts: SplitResult

    @property
    def url(self) -> str:
        """Give the URL by address."""
        name = f"[{self.address}]" if ":" in self.address else self.address
        return self.parts._replace(netloc=f"{name}:{self.port}").geturl()


def checked_url(url: str, *, allows_private: bool) -> SplitResult:
    """Read a URL and refuse what can be refused without asking anybody; raise `AddressRefused`."""
    if len(url) > URL_CHARACTERS_MAX or not url.isascii() or not url.isprintable() or " " in url:
        raise AddressRefused("url-not-valid")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressRefused("url-not-valid") from None
    if not host or port == 0 or parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused("url-not-valid")
    if parts.scheme not in PORTS:
        raise AddressRefused("not-https")
    literal = _literal(host)
    if parts.scheme == "http" and not (host == "localhost" or (literal is not None and literal.is_loopback)):
        raise AddressRefused("not-https")
    if literal is not None:
        _check(literal, allows_private=allows_private)
    return parts


def target_of(url: str, *, allows_private: bool) -> Target:
    """Look a URL's host up and give where to connect; raise `AddressRefused`, `OSError` (not known)."""
    parts = checked_url(url, allows_private=allows_private)
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        # All of them: a name with one private address among public ones is a trick, or a mistake.
        _check(address, allows_private=allows_private)
        if parts.scheme == "http" and not address.is_loopback:
            raise AddressRefused("not-https")
    return Target(str(addresses[0]), host, port, parts)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _check(address: Address, *, allows_private: bool) -> None:
    seen = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
    if seen.is_link_local or seen.is_multicast or seen.is_unspecified:
        raise AddressRefused("address-never")
    is_carrier = isinstance(seen, IPv6Address) and any(seen in network for network in _CARRIERS)
    if (is_carrier or not seen.is_global or seen.is_reserved) and not allows_private:
        raise AddressRefused("address-private")
