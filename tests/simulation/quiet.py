"""What a storm is spared while it rages: its own log, and a collector that looks at everything."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Keep photos that wait out of the log, and the collector of rings out of the storm's midst."""
    logger, collects = logging.getLogger("sync"), gc.isenabled()
    level = logger.level
    logger.setLevel(logging.ERROR)
    # A storm makes few rings and ends soon: looking for them all the time costs a sixth of it. What was there before
    # is set aside meanwhile, so that the one look at its end is at the storm alone.
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        logger.setLevel(level)
        if collects:
            gc.enable()
