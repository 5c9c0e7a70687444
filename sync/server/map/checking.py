"""The published map packs in `fieldserver check`: each is there, whole, and what its hash says."""

from collections.abc import Callable, Iterator

from sync.protocol.problems import ProblemError
from sync.server.blobs import hash_of
from sync.server.checking import Finding
from sync.server.map.published import PublishedMaps


def check_packs(maps: PublishedMaps, tenant: str, progress: Callable[[str, int], None]) -> Iterator[Finding]:
    """Read every pack that a town publishes again; give what devices could not fetch, or not take."""
    try:
        offers = maps.offers(tenant)
    except (ValueError, ProblemError) as trouble:
        yield Finding("map pack", "list", f"the list of packs cannot be read: {trouble}")
        return
    for count, offer in enumerate(offers, start=1):
        where = f"{offer.name}, version {offer.version}"
        try:
            path = maps.readable(tenant, offer.sha256)
        except ProblemError:
            yield Finding("map pack", where, "its file is gone: publish it again")
            continue
        if path.stat().st_size != offer.size_bytes:
            yield Finding("map pack", where, "its file has another size than the list says: publish it again")
        elif hash_of(path) != offer.sha256:
            yield Finding("map pack", where, "its file is damaged: publish it again")
        progress("map packs", count)
