"""The parts of every screen: the components that a folder of screens has, and those that were drawn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from flet.components.component import Renderer

import fieldapp

_APP: Final = Path(fieldapp.__file__).parent


def screen_parts() -> set[str]:
    """Give every component of every module of screens: places, sheets, and what has a state of its own."""
    return {part for path in sorted(_APP.glob("*/screens*.py")) for part in _parts_of(path)}


def _parts_of(path: Path) -> Iterator[str]:
    module = import_module(".".join(path.relative_to(_APP.parent).with_suffix("").parts))
    for found in vars(module).values():
        if getattr(found, "__is_component__", False) and found.__module__ == module.__name__:
            yield part_name(found)


def part_name(component: Callable[..., Any]) -> str:
    """Give the name of a component: its folder, its file and its own."""
    return f"{component.__module__.removeprefix('fieldapp.')}.{component.__qualname__}"


@contextmanager
def noting_parts() -> Iterator[set[str]]:
    """Note the name of whatever is drawn in the block."""
    drawn, plain = set[str](), Renderer.render

    def noted(renderer: Renderer, root_fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        drawn.add(part_name(root_fn))
        return plain(renderer, root_fn, *args, **kwargs)

    Renderer.render = noted  # type: ignore[assignment]
    try:
        yield drawn
    finally:
        Renderer.render = plain  # type: ignore[method-assign]
