"""What a stop gives the app: how it looks, how its engine stands, and its device."""

from dataclasses import replace

from fieldapp.device.ports import CameraTrouble
from fieldapp.ui.preferences import Preferences
from sync.client.engine import Status
from sync.core.session import Halt, Link, Trouble
from tests.fieldapp.fixed_device import FixedDevice
from tests.fieldapp.stand import fixed_device, local_now
from tests.fieldapp.tour.stillness import SpokenMicrophone, StillCamera
from tests.fieldapp.tour.stops import Stop


def worn_at(stop: Stop, preferences: Preferences) -> Preferences:
    """Give how the agent of a stop wants the screens."""
    return replace(
        preferences,
        density=stop.density,
        language=stop.language,
        gloves=stop.gloves,
        left_handed=stop.left_handed,
    )


def status_at(stop: Stop) -> Status:
    """Say how the engine stands: it heard of the town hall a moment ago, whatever goes wrong since."""
    return Status(
        link=Link.ONLINE,
        last_contact_ms=int(local_now().timestamp() * 1000),
        halt=stop.wrong if isinstance(stop.wrong, Halt) else None,
        trouble=stop.wrong if isinstance(stop.wrong, Trouble) else None,
    )


def device_at(stop: Stop) -> FixedDevice:
    """Give a device that stands still, with a camera where the stop has one."""
    trouble = stop.wrong if isinstance(stop.wrong, CameraTrouble) else None
    return replace(fixed_device(), hears=SpokenMicrophone(), camera=StillCamera(trouble) if stop.has_camera else None)
