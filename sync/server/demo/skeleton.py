"""The hand-drawn bones of Saint-Aubin-sur-Lisse: river, railway, main roads, squares, limits.

Metres east and north of the church. Everything else (side streets, plots, houses) grows from these
lines under the seed, and the seed also bends them a little. Two roads meet when they share a point:
the meeting points that several lines use have a name in `KNOTS`; `Bank` is a point beside the river.
"""

from dataclasses import dataclass
from enum import StrEnum

from sync.server.demo.plane import Line, Point


class Rank(StrEnum):
    """What a street is to its town; it decides its width, its growth and its OSM `highway`."""

    MAIN = "main"
    BOULEVARD = "boulevard"
    STREET = "street"
    LANE = "lane"
    SQUARE = "square"
    DEAD_END = "dead_end"
    RURAL = "rural"
    TRACK = "track"
    FOOTPATH = "footpath"
    BRIDGE = "bridge"


@dataclass(frozen=True)
class Bank:
    """A point beside the river, at an easting of its axis; positive metres are the north bank."""

    x: float
    off_m: float


@dataclass(frozen=True)
class Road:
    """A drawn road: consecutive stretches share their end points."""

    name: str
    rank: Rank
    path: tuple[str | Point | Bank, ...]


RIVER_NAME = "La Lisse"
RIVER_WIDTH_M = 24.0
QUAY_M = 27.0
RIVER: Line = (
    (2950, 620), (2500, 470), (2000, 330), (1500, 60), (1050, -170), (700, -320), (350, -385),
    (0, -365), (-350, -400), (-700, -500), (-1100, -480), (-1500, -640), (-2000, -620), (-2950, -800),
)  # fmt: skip
RAILWAY: Line = (
    (-2950, 1720), (-1700, 1180), (-700, 905), (100, 790), (800, 690), (1500, 740), (2200, 930), (2950, 1270),
)  # fmt: skip

BOUNDARY: Line = (
    (-2450, 1150), (-2050, 1750), (-1300, 2050), (-500, 2250), (300, 2050), (1000, 2180), (1800, 1850),
    (2350, 1500), (2600, 900), (2450, 300), (2550, -300), (2200, -900), (2050, -1600), (1300, -1950),
    (600, -1850), (-200, -2150), (-900, -1900), (-1700, -1750), (-2200, -1250), (-2500, -500), (-2350, 300),
    (-2450, 1150),
)  # fmt: skip

KNOTS: dict[str, Point | Bank] = {
    "bridge_n": Bank(-20, QUAY_M), "bridge_s": Bank(-20, -QUAY_M),
    "ring_sw": Bank(-430, QUAY_M), "ring_se": Bank(440, QUAY_M), "east_s": Bank(440, -QUAY_M),
    "ring_w": (-470, 10), "ring_nw": (-330, 262), "ring_n": (-45, 352), "ring_ne": (75, 345),
    "ring_e": (430, 35), "ring_mill": (446, -150),
    "market_sw": (-170, -110), "market_se": (-95, -118), "market_ne": (-80, -40), "market_nw": (-160, -28),
    "church_w": (-32, 12), "church_se": (48, 5), "church_ne": (60, 78), "church_nw": (-18, 86),
    "hall_sw": (150, -130), "hall_se": (225, -140), "hall_ne": (238, -75), "hall_nw": (160, -62),
    "town_hall_quay": Bank(150, QUAY_M),
    "station_s": (112, 688), "station_w": (50, 700), "station_e": (186, 682),
    "north_1": (-150, 560), "rail_bridge": (-345, 838), "hauts_sw": (-430, 1050), "hauts_nw": (-560, 1400),
    "hauts_mid": (450, 1120), "hauts_ne": (450, 1480), "hauts_e": (930, 1330), "hauts_se": (900, 960),
    "crossing_s": (950, 590), "crossing": (936, 693), "za_w": (985, 420),
    "east_1": (700, 130), "east_2": (960, 235), "east_3": (1300, 330), "east_4": (1700, 480),
    "west_1": (-860, 80), "west_2": (-1260, 130), "beaulieu": (-890, -260),
    "nw_1": (-700, 560), "nw_2": (-960, 760),
    "west_bridge_n": Bank(-905, QUAY_M), "west_bridge_s": Bank(-905, -QUAY_M), "sw_2": (-900, -880),
    "john_n": (-70, -560), "john_s": (-88, -625), "john_sw": (-152, -612), "john_nw": (-132, -548),
    "sw_1": (-400, -700), "tanners": Bank(-420, -QUAY_M),
    "south_1": (-190, -880), "south_2": (-300, -1200), "se_1": (500, -600), "se_2": (700, -850),
    "se_3": (1100, -1120), "pool": (1000, -400), "footbridge_s": Bank(1010, -20), "footbridge_n": Bank(1010, 20),
}  # fmt: skip

_M, _B, _S, _R = Rank.MAIN, Rank.BOULEVARD, Rank.STREET, Rank.RURAL
ROADS: tuple[Road, ...] = (
    Road("boulevard Gambetta", _B, ("ring_sw", (-482, -240), "ring_w", (-425, 160), "ring_nw")),
    Road("boulevard Victor-Hugo", _B, ("ring_nw", (-200, 330), "ring_n", "ring_ne")),
    Road("boulevard de la Liberté", _B, ("ring_ne", (250, 285), (385, 150), "ring_e")),
    Road("boulevard Carnot", _B, ("ring_e", "ring_mill", "ring_se")),
    Road("rue Nationale", _M, ("ring_w", (-330, -22), "market_nw")),
    Road("place du Marché", Rank.SQUARE, ("market_nw", "market_ne", "market_se", "market_sw", "market_nw")),
    Road("rue des Halles", _S, ("market_ne", "church_w")),
    Road("place de l’Église", Rank.SQUARE, ("church_w", "church_nw", "church_ne", "church_se", "church_w")),
    Road("rue du Général-Leclerc", _M, ("church_nw", (-48, 200), "ring_n")),
    Road("rue de l’Hôtel-de-Ville", _S, ("church_se", (105, -22), "hall_nw")),
    Road("place de la République", Rank.SQUARE, ("hall_nw", "hall_ne", "hall_se", "hall_sw", "hall_nw")),
    Road("rue de la République", _M, ("hall_ne", (330, -25), "ring_e")),
    Road("rue du Pont", _M, ("market_se", (-48, -235), "bridge_n")),
    Road("rue du Bac", _S, ("hall_sw", (118, -230), "town_hall_quay")),
    Road("rue des Lices", _S, ("market_nw", (-238, 118), "ring_nw")),
    Road("rue Carnot", _S, ("church_ne", (72, 210), "ring_ne")),
    Road("quai des Tanneurs", _S, ("ring_sw", Bank(-300, 27), Bank(-160, 27), "bridge_n")),
    Road("quai Pasteur", _S, ("bridge_n", "town_hall_quay", Bank(300, 27), "ring_se")),
    Road("quai du Lavoir", _S, ("tanners", Bank(-300, -27), Bank(-160, -27), "bridge_s")),
    Road("quai de la Rive", _S, ("bridge_s", Bank(150, -27), Bank(300, -27), "east_s")),
    Road("pont Saint-Jean", Rank.BRIDGE, ("bridge_n", "bridge_s")),
    Road("pont Carnot", Rank.BRIDGE, ("ring_se", "east_s")),
    Road("pont du Gué", Rank.BRIDGE, ("west_bridge_n", "west_bridge_s")),
    Road("passerelle du Moulin", Rank.FOOTPATH, ("footbridge_n", "footbridge_s")),
    # North: the station, the railway, Les Hauts.
    Road("avenue du Général-de-Gaulle", _M, ("ring_n", "north_1", (-268, 700), "rail_bridge", "hauts_sw")),
    Road("route du Mans", _R, ("hauts_sw", "hauts_nw", (-640, 1800), (-700, 2400))),
    Road("avenue de la Gare", _M, ("ring_ne", (98, 520), "station_s")),
    Road("place de la Gare", Rank.SQUARE,
         ("station_s", "station_w", (56, 754), (190, 738), "station_e", "station_s")),
    Road("rue des Cheminots", _S, ((-268, 700), (-100, 722), "station_w")),
    Road("rue du Onze-Novembre", _S, ("station_e", (520, 640), (760, 612), "crossing_s")),
    Road("avenue des Hauts", _S, ("hauts_sw", (0, 1095), "hauts_mid", "hauts_se")),
    Road("rue des Coteaux", _S, ("hauts_nw", (-100, 1500), "hauts_ne", "hauts_e", "hauts_se")),
    Road("rue du Château-d’Eau", _S, ("hauts_mid", (470, 1300), "hauts_ne")),
    Road("boulevard de l’Europe", _B, ("east_2", "za_w", "crossing_s", "crossing", "hauts_se")),
    # East: the road to Tours and the craft zone.
    Road("avenue Aristide-Briand", _M, ("ring_e", "east_1", "east_2")),
    Road("route de Tours", _R, ("east_2", "east_3", "east_4", (2300, 690), (3000, 830))),
    Road("rue Gustave-Eiffel", _S, ("za_w", (1250, 500), (1560, 560), "east_4")),
    Road("rue du Moulin", _S, ("ring_mill", (700, -110), (930, 60), "east_2")),
    # West: the road to Laval, Beaulieu, Les Tilleuls.
    Road("avenue du Maréchal-Foch", _M, ("ring_w", (-650, 52), "west_1", "west_2")),
    Road("route de Laval", _R, ("west_2", (-1420, 118), (-1900, 70), (-3000, 200))),
    Road("rue de Bretagne", _M, ("ring_nw", (-520, 430), "nw_1", "nw_2")),
    Road("route de Conlie", _R, ("nw_2", (-1130, 1010), (-1350, 1330), (-1900, 2200))),
    Road("rue de Verdun", _S, ("west_1", (-800, 330), "nw_1")),
    Road("rue Jean-Jaurès", _S, ("nw_1", (-420, 592), "north_1")),
    Road("avenue des Tilleuls", _S, ("west_2", (-1245, 420), (-1120, 640), "nw_2")),
    Road("rue de Beaulieu", _S, ("west_2", (-1340, -110), (-1140, -310), "beaulieu")),
    Road("rue du Gué", _S, ("west_1", (-878, -80), "beaulieu", "west_bridge_n")),
    # South: the faubourg beyond the river, and the meadows.
    Road("rue du Faubourg-Saint-Jean", _M, ("bridge_s", "john_n", "john_s", "south_1", "south_2")),
    Road("route de La Flèche", _R, ("south_2", (-420, -1600), (-500, -2300))),
    Road("place Saint-Jean", Rank.SQUARE, ("john_s", "john_sw", "john_nw", "john_n")),
    Road("rue d’Anjou", _M, ("john_sw", "sw_1", (-650, -790), "sw_2")),
    Road("route d’Angers", _R, ("sw_2", (-1500, -1090), (-2800, -1420))),
    Road("rue des Mégissiers", _S, ("tanners", (-428, -560), "sw_1")),
    Road("rue des Vignes", _S, ("sw_2", (-640, -1130), "south_2")),
    Road("rue du Bas-Gué", _S, ("west_bridge_s", (-915, -700), "sw_2")),
    Road("avenue de Touraine", _M, ("east_s", "se_1", "se_2", "se_3")),
    Road("route du Lude", _R, ("se_3", (1700, -1500), (2700, -2150))),
    Road("rue de la Fuie", _S, ("john_n", (220, -585), "se_1")),
    Road("rue du Stade", _S, ("south_1", (250, -905), "se_2")),
    Road("rue des Prés-Hauts", _S, ("south_2", (150, -1240), (600, -1180), "se_3")),
    Road("rue de la Piscine", _S, ("se_1", (760, -470), "pool", "footbridge_s")),
    Road("chemin du Port", Rank.TRACK, ("pool", (1240, -700), "se_3")),
    Road("chemin de Halage", Rank.FOOTPATH,
         ("ring_se", Bank(700, 20), "footbridge_n", Bank(1500, 20), Bank(2000, 20), Bank(2450, 20))),
    Road("chemin de la Métairie", Rank.TRACK, ((-1900, 70), (-2050, 500), (-1900, 900), (-1350, 1330))),
    Road("chemin des Hautes-Terres", Rank.TRACK, ("hauts_e", (1250, 1600), (1700, 1720))),
    Road("chemin des Pâtures", Rank.TRACK, ("east_3", (1430, 190), Bank(1500, 20))),
    Road("chemin de la Croix-Blanche", Rank.TRACK, ((1240, -700), (1650, -480), (1950, -250), (2350, -420))),
    Road("chemin du Bois-Clair", Rank.TRACK, ((-1500, -1090), (-1350, -1400), (-1500, -1650))),
    Road("chemin des Landes", Rank.TRACK, ((1700, -1500), (1400, -1650), (1100, -1800))),
    Road("chemin de la Fontaine", Rank.TRACK, ((-420, -1600), (100, -1650), (400, -1500), "south_east_lane")),
    Road("chemin du Petit-Buisson", Rank.TRACK, ((-640, 1800), (-150, 1850), (250, 1760), "hauts_ne")),
    Road("chemin de la Garenne", Rank.TRACK, ("hauts_se", (1300, 960), (1750, 1150), (2150, 1350))),
)  # fmt: skip
KNOTS["south_east_lane"] = (600, -1180)

URBAN_LIMIT: Line = (
    (-1480, 60), (-1470, 300), (-1420, 520), (-1240, 800), (-1010, 900), (-620, 960), (-660, 1250), (-700, 1450),
    (-420, 1620), (100, 1640), (480, 1620), (1080, 1460), (1080, 1000), (1050, 800), (1500, 780), (1790, 620),
    (1730, 400), (1320, 260), (1010, 190), (1025, 40), (1040, -120), (1180, -330), (1320, -700), (1220, -1220),
    (650, -1300), (100, -1370), (-380, -1330), (-750, -1250), (-1060, -1000), (-1040, -700), (-1040, -560),
    (-1060, -380), (-1180, -420), (-1420, -260), (-1480, 60),
)  # fmt: skip
