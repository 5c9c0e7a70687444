"""Flet's walk over what comes onto a page, by the values that are set instead of by all that could be.

Before a control is sent, Flet 1.0.5 looks into each of its sixty fields for controls within: most of the time that a
new row, card or page takes (`_configure_dataclass` in `flet/controls/object_patch.py`). A control keeps what differs
from its defaults in `_values`, and no default holds a control; with the fields of its structure these are all places
where one can be. Flet's own comparison and its encoder look there too.

Flet and its parts are pinned exactly; the test compares this walk with Flet's own.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any, Final

from flet.controls.base_control import BaseControl
from flet.controls.object_patch import DiffBuilder

FLETS_OWN: Final = DiffBuilder._configure_dataclass


def walk_quickly() -> None:
    """Let Flet walk this way in this process; it may be called for each page."""
    DiffBuilder._configure_dataclass = _walk  # type: ignore[assignment, method-assign]


def _walk(
    builder: DiffBuilder, item: Any, parent: Any, frozen: bool, configure_setattr_only: bool = False
) -> Iterator[Any]:
    """Prepare what was added for later comparisons and give the controls in it, as Flet's own walk does."""
    if isinstance(item, list | dict):
        for part in item.values() if isinstance(item, dict) else item:
            yield from _walk(builder, part, parent, frozen)
    elif "_structural_fields" in vars(type(item)) and not configure_setattr_only:
        yield from _walk_sparse(builder, item, parent, frozen)
    elif dataclasses.is_dataclass(item):
        yield from FLETS_OWN(builder, item, parent, frozen, configure_setattr_only)


def _walk_sparse(builder: DiffBuilder, item: Any, parent: Any, frozen: bool) -> Iterator[Any]:
    """Walk over a control, or over a value that keeps what is set as a control does."""
    # Asked for itself alone, Flet prepares it and looks into none of its fields.
    for control in FLETS_OWN(builder, item, parent, frozen, True):
        control.build()
        control._before_update_safe()
        object.__setattr__(control, "_initialized", True)
        yield control
    within = item if isinstance(item, BaseControl) else parent or _parent_of(item)
    for name in (*item._values, *sorted(type(item)._structural_fields)):
        value = getattr(item, name)
        if isinstance(value, list | dict) or dataclasses.is_dataclass(value):
            yield from _walk(builder, value, within, getattr(item, "_frozen", frozen))


def _parent_of(item: Any) -> Any:
    kept = getattr(item, "_parent", None)
    return kept() if kept else None
