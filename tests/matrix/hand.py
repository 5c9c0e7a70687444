"""A device's process in our hand: started, told, listened to, frozen, killed, started again on the same folder."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.bench.processes import ROOT
from tests.matrix.checks import Done

READY_S_MAX: Final = 120.0
ANSWER_S_MAX: Final = 60.0
END_S_MAX: Final = 60.0
_LOOK_S: Final = 0.02


class Tablet:
    """One device over all its lives."""

    def __init__(self, folder: Path, name: str, account: str, url: str) -> None:
        """Take a folder of its own; nothing runs yet."""
        self.folder, self.name, self.account, self.url = folder, name, account, url
        self.id = ""
        self.lives = 0
        self.done: list[Done] = []
        self.failed: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._is_ready = False
        self._stands: list[dict[str, Any]] = []

    def start(self, writes_per_s: int) -> None:
        """Start the process; it signs in where nobody has."""
        self.lives += 1
        self._is_ready = False
        words = ("-m", "tests.matrix.device", self.folder / "profile", self.url, self.account, writes_per_s)
        command = [sys.executable, *map(str, words), f"{self.name}-{self.lives}"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        with (self.folder.parent / f"{self.name}.log").open("a") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        threading.Thread(target=self._listen, args=(self._process, self.lives), daemon=True).start()

    def ready(self) -> None:
        """Wait until it runs."""
        self._until(lambda: self._is_ready, READY_S_MAX, "be ready")

    def work(self) -> None:
        """Let it write at its rate, until `rest`."""
        self._say("work")

    def rest(self) -> None:
        """Let it write no more."""
        self._say("rest")

    def stand(self) -> dict[str, Any]:
        """Ask how all stands there."""
        told = len(self._stands)
        self._say("stand")
        self._until(lambda: len(self._stands) > told, ANSWER_S_MAX, "say how it stands")
        return self._stands[-1]

    @property
    def is_running(self) -> bool:
        """Say whether its process lives."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Take its power."""
        process = self._running()
        process.kill()
        process.wait(END_S_MAX)

    def freeze(self, *, is_frozen: bool) -> None:
        """Stop it in its tracks, or let it go on."""
        self._running().send_signal(signal.SIGSTOP if is_frozen else signal.SIGCONT)

    def end(self) -> None:
        """End it in good order, whatever it is doing."""
        if self._process is None or not self.is_running:
            return
        self._process.send_signal(signal.SIGCONT)
        try:
            self._say("end")
            self._process.wait(END_S_MAX)
        except (OSError, subprocess.TimeoutExpired):
            self.kill()

    def _running(self) -> "subprocess.Popen[str]":
        assert self._process is not None, "it was started"
        return self._process

    def _say(self, word: str) -> None:
        stdin = self._running().stdin
        assert stdin is not None, "we speak to it"
        stdin.write(word + "\n")
        stdin.flush()

    def _listen(self, process: "subprocess.Popen[str]", life: int) -> None:
        assert process.stdout is not None, "it speaks to us"
        for line in process.stdout:
            if not line.endswith("\n"):
                break  # half a word: killed while speaking
            told = json.loads(line)
            if "ready" in told:
                self.id, self._is_ready = told["ready"], life == self.lives
            elif "did" in told:
                self.done.append(Done(self.id, *told["did"]))
            elif "failed" in told:
                self.failed.append(told["failed"])
            else:
                self._stands.append(told["stands"])
        process.stdout.close()

    def _until(self, is_so: Callable[[], bool], patience_s: float, what: str) -> None:
        deadline = time.monotonic() + patience_s
        while not is_so():
            assert self._running().poll() is None, f"{self.name} ended with {self._running().poll()}; see its log"
            assert time.monotonic() < deadline, f"{self.name} did not {what} in {patience_s:.0f} s"
            time.sleep(_LOOK_S)
