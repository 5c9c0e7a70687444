"""A map pack in hand: Monte-Carlo from its extract, by the builder itself, at few zooms."""

from pathlib import Path

from sync.server.map.building import Order, build
from tests.server.map.extract_in_hand import MONTE_CARLO, untold, village


def made_pack(folder: Path, name: str = "Monte-Carlo", *, zooms: tuple[int, int] = (15, 15)) -> Path:
    """Build the pack (about a second); another name makes other bytes."""
    out = folder / f"{name}.mbtiles"
    build(Order(MONTE_CARLO, out, name=name, zoom_min=zooms[0], zoom_max=zooms[1]), untold)
    return out


def village_pack(folder: Path, lat: float, long: float, *, zooms: tuple[int, int] = (15, 17)) -> Path:
    """Build the pack of a village around a place, for a town of tests that lies there."""
    extract, out = folder / "village.osm", folder / "village.mbtiles"
    extract.write_bytes(village(lat, long).xml())
    build(Order(extract, out, zoom_min=zooms[0], zoom_max=zooms[1]), untold)
    return out
