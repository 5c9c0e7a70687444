"""What a scene is asked for, and what it gives: a picture and where in it the trouble is."""

from dataclasses import dataclass

from PIL import Image

from sync.server.demo.pixels import Colour, Noise, Size, Spot


@dataclass(frozen=True)
class Weather:
    """The light of a day."""

    sky: Colour
    wet: float
    """How wet the ground is, 0 to 1."""
    sun: float
    """0 under clouds, 1 in full sun."""


@dataclass(frozen=True)
class Order:
    """What to draw: at which size, in which light, before or after the repair."""

    noise: Noise
    size: Size
    weather: Weather
    mended: bool


@dataclass(frozen=True)
class View:
    """A drawn scene, and its subject's place in it as shares of width and height."""

    picture: Image.Image
    focus: Spot
