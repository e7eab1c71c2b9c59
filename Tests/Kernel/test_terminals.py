# SPDX-License-Identifier: Apache-2.0
"""Consoles besides `jupyter console`: Qt's, in a window that is not shown, and euporie's in a terminal."""

import os
import subprocess
import sys
from pathlib import Path

from Kernel.terminal import ENTER, Terminal

# Types cells as a person would, one after the other, and prints what then stands in the window.
DRIVER = """
import sys
from qtpy.QtCore import QTimer
from qtconsole.qtconsoleapp import JupyterQtConsoleApp

app = JupyterQtConsoleApp()
app.initialize(["--kernel", "benign", "--no-confirm-exit"])
cells = sys.argv[1:]

def turn():
    # Between two prompts there is none.
    if app.widget._executing or not app.widget._prompt:
        return
    if cells:
        app.widget.execute(cells.pop(0))
    else:
        print(app.widget._control.toPlainText(), app.widget._control.document().toHtml().count("<img"))
        app.app.quit()

timer = QTimer()
timer.timeout.connect(turn)
timer.start(500)
app.start()
"""


def test_the_qt_console_shows_values_pictures_and_errors(prefix, tmp_path):
    cells = ["6*7", "mixture n=20 p=400 mu=4\nnetwork m=6 gamma=0.3\nrun steps=100\nplot loss", "run setps=5"]
    answer = subprocess.run(
        [sys.executable, "-c", DRIVER, *cells], capture_output=True, text=True, timeout=120, cwd=tmp_path,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stdin=subprocess.DEVNULL,
    )
    for words in ("Type help.", "Out[1]: 42", "run of main: t = 100", "UnknownName: run has no key setps.", "In [4]:"):
        assert words in answer.stdout, answer.stdout + answer.stderr
    assert answer.stdout.rstrip().endswith(" 1")


def test_euporie_answers_in_its_console(prefix, tmp_path):
    command = [Path(sys.executable).with_name("euporie-console"), "--kernel-name=benign"]
    with Terminal(command, tmp_path, HOME=str(tmp_path)) as terminal:
        terminal.see("Benign.*○")
        terminal.type("6*7" + ENTER)
        terminal.see(r"^Out\[1\]: 42$")
        terminal.type("run setps=5" + ENTER)
        terminal.see("UnknownName: run has no key setps.")
