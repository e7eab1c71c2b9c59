# SPDX-License-Identifier: Apache-2.0
"""A program in a pseudo-terminal: keys in, and the screen as a person would see it."""

import os
import re
import time

import pexpect
import pyte

ROWS, COLUMNS = 50, 120
PATIENCE = 60  # seconds

UP, TAB, ENTER, CONTROL_C, CONTROL_D = "\x1b[A", "\t", "\r", "\x03", "\x04"


class Terminal:
    """Runs a command until the `with` ends; `screen` is the text that stands there now."""

    def __init__(self, command, folder, **environment):
        self.command, self.folder = [str(word) for word in command], str(folder)
        self.environment = {**os.environ, "TERM": "xterm", "COLUMNS": str(COLUMNS), **environment}

    def __enter__(self):
        self.display = pyte.HistoryScreen(COLUMNS, ROWS)
        self.display.write_process_input = lambda answer: self.process.send(answer)
        self.stream = pyte.Stream(self.display)
        self.process = pexpect.spawn(
            self.command[0], self.command[1:], env=self.environment, cwd=self.folder,
            dimensions=(ROWS, COLUMNS), encoding="utf-8", codec_errors="replace",
        )
        return self

    def __exit__(self, *_):
        self.process.close(force=True)

    @property
    def screen(self):
        return "\n".join(line.rstrip() for line in self.display.display).rstrip()

    def type(self, keys):
        self.process.send(keys)

    def paste(self, text):
        """As a terminal hands over what is pasted, several lines at once."""
        self.process.send(f"\x1b[200~{text}\x1b[201~")

    def read(self, seconds=0.05):
        """Draws what the program has written. False once it has ended."""
        try:
            self.stream.feed(self.process.read_nonblocking(65536, timeout=seconds))
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            return False
        return True

    def see(self, pattern):
        """Waits until the screen shows the pattern, whose `^` and `$` are a line's."""
        until = time.monotonic() + PATIENCE
        alive = True
        while not (found := re.search(pattern, self.screen, re.MULTILINE)):
            shown = f"no {pattern!r} on the screen:\n{self.screen}"
            assert alive, f"it has ended; {shown}"
            assert time.monotonic() < until, shown
            alive = self.read()
        return found

    def end(self):
        """Waits for the program's end; its exit code."""
        until = time.monotonic() + PATIENCE
        while self.read():
            assert time.monotonic() < until, f"it does not end:\n{self.screen}"
        self.process.wait()
        return self.process.exitstatus
