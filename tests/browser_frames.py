"""What a page does frame by frame: whether something moves, and how often it is drawn at most."""

from typing import Final

from playwright.sync_api import Locator

STILL_FRAMES: Final = 18
"""What has not moved for so long has come to rest; a busy machine draws slower, and is then looked at for longer."""
# A page that draws nothing, because nobody sees it, would never tell: then a frame is a tenth of a second.
_AFTER_FRAMES: Final = """(node, count) => new Promise(done => {
  const place = () => JSON.stringify(node.getBoundingClientRect());
  const first = place();
  let left = window.fewerFrames ? Math.ceil(count * 16 / window.fewerFrames) : count, still = true;
  const look = () => {
    still = still && node.isConnected && place() === first;
    if (left-- === 0) return done(still);
    let seen = false;
    const once = () => { if (!seen) { seen = true; look(); } };
    requestAnimationFrame(once);
    setTimeout(once, 100);
  };
  look();
})"""
FRAMES_SCRIPT: Final = """(() => {{
  const draw = window.requestAnimationFrame.bind(window);
  let last = 0;
  window.fewerFrames = {ms};
  window.requestAnimationFrame = act => {{
    const now = performance.now(), wait = last + {ms} - now;
    last = Math.max(now, last + {ms});
    return wait > 0 ? setTimeout(() => draw(act), wait) : draw(act);
  }};
}})()"""


def stays_still(node: Locator, frames: int = STILL_FRAMES) -> bool:
    """Watch something for so many frames: False when it moves, or when another takes its place."""
    return bool(node.evaluate(_AFTER_FRAMES, frames))
