"""Sample photos, drawn: the gallery needs no picture file."""

import random
from functools import lru_cache
from io import BytesIO


@lru_cache(maxsize=4)
def sample_photo(seed: int) -> bytes:
    """Draw a grey road with a hole, so that the gallery needs no picture file."""
    from PIL import Image, ImageDraw

    # The noise of the library is another one at each call: pictures of the screens could not be compared.
    noise = Image.frombytes("L", (480, 360), random.Random(seed).randbytes(480 * 360))
    image = noise.point(lambda value: 66 + value * 72 // 255).convert("RGB")
    draw = ImageDraw.Draw(image)
    left = 90 + seed * 45
    draw.polygon([(0, 60), (480, 20 + seed * 20), (480, 70 + seed * 20), (0, 110)], fill=(205, 200, 190))
    draw.ellipse((left, 150, left + 200, 270), fill=(38, 34, 30))
    draw.ellipse((left + 40, 205, left + 150, 255), fill=(108, 128, 150))
    out = BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()
