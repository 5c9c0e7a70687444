"""Whatever rate a browser's microphone has, a voice keeps its pitch: our worklet stands in the recorder's place."""

import re
from array import array
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page, sync_playwright

from fieldapp.device.ports import MICROPHONE_RATE_HZ
from fieldapp.device.voices import prepare_voice
from sync.records.voice import VOICE_RATE_HZ, WAV_HEAD_BYTES
from tests.browser_driver import FLAGS, chromium_path
from tests.fieldapp.ui.sources import ROOT

PATH: Final = "assets/packages/record_web/assets/js/record.worklet.js"
WORKLET: Final = (ROOT / "assets" / PATH).read_text(encoding="utf-8")
PLACE: Final = "https://fieldapp.test/"
TONE_HZ: Final = 440
SECONDS: Final = 1
# The tone is played through the worklet as the recorder sets it up, and what it gives is collected.
HEARD: Final = """async ([source, rate, tone, seconds]) => {
  const context = new OfflineAudioContext(1, rate * seconds, rate);
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
  const node = new AudioWorkletNode(context, 'recorder.worklet', {parameterData: {sampleRate: rate, numChannels: 1}});
  const heard = [];
  node.port.onmessage = (event) => heard.push(...event.data);
  const voice = new OscillatorNode(context, {frequency: tone});
  voice.connect(node).connect(context.destination);
  voice.start();
  await context.startRendering();
  await new Promise((resolve) => setTimeout(resolve, 0));
  return heard;
}"""


def pitch_hz(samples: "array[int]", rate_hz: int) -> float:
    """Give the pitch of a tone by its crossings of zero."""
    rises = [at for at in range(1, len(samples)) if samples[at - 1] < 0 <= samples[at]]
    return (len(rises) - 1) * rate_hz / (rises[-1] - rises[0])


def test_recorder_of_the_client_asks_for_the_worklet_that_is_ours() -> None:
    found = find_spec("flet_web")
    assert found is not None
    assert found.origin is not None
    client = Path(found.origin).parent / "web"
    asked = (client / "main.dart.js").read_text(encoding="utf-8")
    assert f'addModule("{PATH}")' in asked, "the recorder has another worklet now: ours must lie in its place"
    theirs = (client / PATH).read_text(encoding="utf-8")
    names = [re.search(r"registerProcessor\([\"'](.+?)[\"']", source) for source in (theirs, WORKLET)]
    assert len({name[1] for name in names if name}) == 1


def test_worklet_gives_the_rate_that_python_counts_with() -> None:
    assert f"RATE_HZ = {MICROPHONE_RATE_HZ};" in WORKLET


@pytest.mark.browser
def test_tone_keeps_its_pitch_at_every_rate_of_a_microphone() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=list(FLAGS))
        page = browser.new_page()
        page.route("**/*", answered)
        page.goto(PLACE)
        pitches = {rate: heard_pitch_hz(page, rate) for rate in (44_100, 48_000)}
        browser.close()
    assert {rate: round(pitch) for rate, pitch in pitches.items()} == dict.fromkeys(pitches, TONE_HZ)


def answered(route: Any) -> None:
    """Answer in place of a server: a page that is served safely may have worklets."""
    route.fulfill(body="<title>Fieldapp</title>", content_type="text/html")


def heard_pitch_hz(page: Page, rate_hz: int) -> float:
    """Give the pitch of the note that is made of the tone."""
    heard = page.evaluate(HEARD, [WORKLET, rate_hz, TONE_HZ, SECONDS])
    voice = prepare_voice(array("h", heard).tobytes())
    assert voice is not None
    samples = array("h", voice.content[WAV_HEAD_BYTES:])
    assert abs(len(samples) - SECONDS * VOICE_RATE_HZ) < VOICE_RATE_HZ // 10, "as long as it was said"
    return pitch_hz(samples, VOICE_RATE_HZ)
