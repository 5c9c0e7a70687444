"""Streets, houses and places of a town, found by what people type: slips and short forms forgiven.

The index lies in the town's map pack (`sync.records.map_pack`). The server writes it (`sync.server.map`), a device
asks it without network; both fold words by the same rules, which is why the rules live here, below both.

    find(pack, "bd moulin 12")      the best answers, « 12 boulevard des Moulins » first
    nearest(pack, point)            the address that stands closest to a position
"""

from sync.records.addresses.around import Near, nearest
from sync.records.addresses.finding import Found, find
from sync.records.addresses.tables import PlaceKind

__all__ = ["Found", "Near", "PlaceKind", "find", "nearest"]
