"""Which town a command is about: the one that was named, or the only one that the server hosts."""

from contextvars import ContextVar

from sync.server.data_folder import FolderTrouble
from sync.server.parts import Parts

asked_tenant: ContextVar[str | None] = ContextVar("asked_tenant", default=None)


def tenant_of(parts: Parts) -> str:
    """Give the town of this command; raise `FolderTrouble` where it must be named."""
    asked = asked_tenant.get()
    tenants = parts.store.tenants()
    if asked is None and len(tenants) == 1:
        return tenants[0]
    if asked not in tenants:
        raise FolderTrouble("Say which town (fieldserver --tenant ID …): " + ", ".join(tenants))
    return str(asked)
