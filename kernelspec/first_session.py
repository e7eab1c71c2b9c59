# SPDX-License-Identifier: Apache-2.0
"""Executes a notebook with the kernel `benign`, stores it with its outputs, prints its key numbers.

    python first_session.py NOTEBOOK EXECUTED
"""

import sys
from pathlib import Path

import nbclient
import nbformat

RESULT = "application/vnd.benign.v1+json"
KEYS = {
    "run": ("t", "loss", "train_error", "misalignment"),
    "direction": ("misalignment", "angle", "support", "kkt_residual"),
    "error": ("test_error", "limit_error", "predicted_error", "bayes_error"),
}


def key_numbers(notebook):
    """A line for each run, direction and error that the notebook holds."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            result = output.get("data", {}).get(RESULT, {})
            kind = result.get("kind")
            for key in KEYS.get(kind, ()):
                yield f"  {kind:<12}{key:<18}{readable(result.get(key))}"
                kind = ""


def readable(value):
    if value is None:
        return "none"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.4g}"


def main(source, target):
    notebook = nbformat.read(source, as_version=4)
    target.parent.mkdir(parents=True, exist_ok=True)
    client = nbclient.NotebookClient(
        notebook,
        kernel_name="benign",
        timeout=600,
        resources={"metadata": {"path": str(target.parent)}},
    )
    try:
        client.execute()
    finally:
        nbformat.write(notebook, target)
    lines = list(key_numbers(notebook))
    if not lines:
        sys.exit(f"{source} has no results of Benign in it.")
    print("\n".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
