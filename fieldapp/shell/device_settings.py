"""What this device keeps in clear for all its agents: the town hall's address and how the screens look.

Nothing in it names a person or says what anybody did; an agent's own choices lie in his vault. A file that cannot be
read is the same as none: the app must open.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from fieldapp.device.photo_sizes import PhotoSize
from fieldapp.ui.daylight import Standpoint
from fieldapp.ui.i18n import Language
from fieldapp.ui.preferences import Preferences, ThemeChoice
from fieldapp.ui.tokens import Density
from fieldapp.vault.durable import write_durably
from fieldapp.vault.errors import StorageFailed
from fieldapp.vault.names_file import names_exist, town_was_asked, wipe_is_told
from sync.protocol.pins import PINS_MAX, ServerTrust

SETTINGS_FILE: Final = "settings.json"
SETTINGS_BYTES_MAX: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """Hold the town hall's address and the display of the sign-in screen."""

    server: str = ""
    preferences: Preferences = field(default_factory=Preferences)
    pin: bool = True
    """Whether agents may choose a PIN here: a town that fears copied disks writes `"pin": false`."""
    trust: Mapping[str, ServerTrust] = field(default_factory=dict)
    """Town hall's address -> what its certificate must show: `{"pins": ["sha256/…"], "roots": true}`."""

    @property
    def server_trust(self) -> ServerTrust:
        """Give what the town hall's certificate must show."""
        return self.trust.get(self.server, ServerTrust())


def preferences_of(document: Mapping[str, Any]) -> Preferences:
    """Read preferences; whatever this version does not know keeps its default."""
    known = Preferences()
    try:
        return Preferences(
            theme=ThemeChoice(document.get("theme", known.theme)),
            language=Language(document.get("language", known.language)),
            density=Density(document.get("density", known.density)),
            gloves=bool(document.get("gloves", known.gloves)),
            left_handed=bool(document.get("left_handed", known.left_handed)),
            motion=bool(document.get("motion", known.motion)),
            daylight_at=_place_of(document.get("daylight_at")),
            photo_size=PhotoSize(document.get("photo_size", known.photo_size)),
        )
    except ValueError:
        return known


def _place_of(written: Any) -> Standpoint | None:
    try:
        return Standpoint(float(written["lat"]), float(written["long"]))
    except (TypeError, KeyError, ValueError):
        return None


def trust_of(written: Any) -> dict[str, ServerTrust]:
    """Read what servers must show. A pin that is none stays: it fits no key, so none is taken."""
    found: dict[str, ServerTrust] = {}
    for server, told in written.items() if isinstance(written, dict) else ():
        pins = told.get("pins") if isinstance(told, dict) else None
        if isinstance(pins, list) and pins:
            found[str(server)] = ServerTrust(tuple(map(str, pins[:PINS_MAX])), told.get("roots") is not False)
    return found


class SettingsFile:
    """The file of one profile; it is read once and written at every change."""

    def __init__(self, profile: Path) -> None:
        """Read what is there."""
        self._path = profile / SETTINGS_FILE
        self.settings = self._read()

    @property
    def knows_names(self) -> bool:
        """Tell at once whether names of agents are kept, sealed, beside this file."""
        return names_exist(self._path.parent)

    @property
    def awaits_town(self) -> bool:
        """Tell whether the town hall was asked to open a vault of this device again."""
        return town_was_asked(self._path.parent)

    @property
    def was_wiped(self) -> bool:
        """Tell whether a vault of this device was wiped and the town hall has no receipt yet."""
        return wipe_is_told(self._path.parent)

    def keep_server(self, server: str) -> None:
        """Keep the town hall's address."""
        self._keep(replace(self.settings, server=server))

    def keep_trust(self, server: str, trust: ServerTrust) -> None:
        """Keep what a town hall's certificate must show, as a code told it.

        What is known of an address stays, whoever hands out codes; and of the one that agents of this device use, a
        code may only ask for more: it cannot send them past the authorities.
        """
        is_weaker = self.knows_names and server == self.settings.server and not trust.roots
        if trust.pins and server not in self.settings.trust and not is_weaker:
            self._keep(replace(self.settings, trust={**self.settings.trust, server: trust}))

    def keep_preferences(self, preferences: Preferences) -> None:
        """Keep how the screens look."""
        self._keep(replace(self.settings, preferences=preferences))

    def _keep(self, settings: DeviceSettings) -> None:
        if settings == self.settings:
            return
        self.settings = settings
        try:
            write_durably(self._path, [json.dumps(asdict(settings), indent=1).encode()])
        except StorageFailed:
            # A full disk must not stop the person from signing in; the choice lives as long as the app.
            return

    def _read(self) -> DeviceSettings:
        try:
            content = self._path.read_bytes()[:SETTINGS_BYTES_MAX]
            document = json.loads(content)
        except (OSError, ValueError):
            return DeviceSettings()
        if not isinstance(document, dict):
            return DeviceSettings()
        chosen = document.get("preferences")
        preferences = preferences_of(chosen if isinstance(chosen, dict) else {})
        server, trust = str(document.get("server") or ""), trust_of(document.get("trust"))
        return DeviceSettings(server, preferences, pin=document.get("pin") is not False, trust=trust)
