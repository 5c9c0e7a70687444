"""Who must sign in with a second factor, as the town decides in its policy.

There it stands as `{"second_factor": {"roles": ["direction"]}}`. Whoever has a second factor is asked for it whatever
his role; whoever must have one and has none does not get in.
"""

from collections.abc import Mapping
from typing import Any, Final

from sync.records.base import Role

SECOND_FACTOR: Final = "second_factor"
"""The name of this rule in the policy of a town."""


def roles_with_second_factor(policy: Mapping[str, Any] | None) -> frozenset[str]:
    """Read which roles must have a second factor; what is no role counts for nothing."""
    told = (policy or {}).get(SECOND_FACTOR)
    roles = told.get("roles") if isinstance(told, Mapping) else None
    return frozenset(Role) & frozenset(one for one in roles if isinstance(one, str)) if roles else frozenset()


def with_roles(policy: Mapping[str, Any] | None, roles: frozenset[Role]) -> dict[str, Any]:
    """Give the policy with these roles and no others."""
    return {**(policy or {}), SECOND_FACTOR: {"roles": sorted(roles)}}
