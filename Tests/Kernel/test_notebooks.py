# SPDX-License-Identifier: Apache-2.0
"""The notebooks in examples/, executed by nbclient: their numbers, their pictures, their prose."""

import copy
import os
import re
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest

from Kernel.session import RESULT

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kernelspec/python"
EXAMPLES = sorted((ROOT / "examples").glob("*.ipynb"))
OWN_DATA = ROOT / "examples/08-your-own-data.ipynb"
# Takes a minute of processor time, so that its sweeps are not computed twice.
LONG = {"11-a-published-figure"}
# Differ from run to run, from processor to processor, or are nothing but rounding.
UNSTABLE = {"state_hash", "kkt_residual", "duality_gap", "leap_error"}

# For nbval: what a table says of the store, and blanks, since that may break its lines elsewhere.
# nbval wants a blank behind `replace:`, though nothing comes there.
SANITIZE = "".join(
    f"[{name}]\nregex: {regex}\nreplace: \n"
    for name, regex in (("known", r";\s+[^;<]{1,40}\s+from\s+(the\s+store|this\s+session)"), ("blanks", r"\s+"))
)

# On a busy machine the long one takes several minutes.
pytestmark = pytest.mark.timeout(900)


def test_there_are_examples_and_directions_in_them():
    kinds = {result["kind"] for path in EXAMPLES for result in results(nbformat.read(path, as_version=4))}
    assert {"run", "direction", "error", "conditions", "table"} <= kinds


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture(scope="module")
def folder(path, tmp_path_factory):
    """Where a notebook is executed. A script of its name writes the data that it reads."""
    folder = tmp_path_factory.mktemp("notebook")
    if path.with_suffix(".py").is_file():
        write_data(path.with_suffix(".py"), folder)
    return folder


def write_data(script, folder):
    """Runs a script, and returns what it prints."""
    return subprocess.run([sys.executable, script], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def notebooks(path, folder, prefix, benign):
    """A notebook as it is stored, and as it is after a new execution."""
    stored = nbformat.read(path, as_version=4)
    executed = copy.deepcopy(stored)
    for cell in executed.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = nbclient.NotebookClient(
        executed,
        kernel_name=stored.metadata.kernelspec.name,
        timeout=800,
        resources={"metadata": {"path": str(folder)}},
    )
    with pytest.MonkeyPatch.context() as patch:
        # Whether a cell takes so long that it shows its progress is the machine's affair.
        patch.setenv("BENIGN_PROGRESS", "none")
        # Notebooks of Python import our package, which starts the kernel under test.
        patch.setenv("PYTHONPATH", str(PACKAGE))
        patch.setenv("BENIGN", str(benign))
        client.execute()
        yield stored, executed


def data(notebook):
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                yield output["data"]


def results(notebook):
    return [bundle[RESULT] for bundle in data(notebook) if RESULT in bundle]


def test_a_notebook_is_sound(notebooks):
    for notebook in notebooks:
        nbformat.validate(notebook)
    stored, _ = notebooks
    assert stored.metadata.kernelspec.name in ("benign", "python3")
    counts = [c.execution_count for c in stored.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1)), "stored after anything but one run from the top"
    assert not any(o.output_type == "error" for c in stored.cells for o in c.get("outputs", []))


def test_the_numbers_are_those_that_are_stored(notebooks):
    before, after = map(results, notebooks)
    assert before and len(before) == len(after)
    for old, new in zip(before, after):
        compare(old, new, old["kind"])


def test_nbval_finds_the_same_outputs_again(path, notebooks, folder):
    stored, executed = notebooks
    # The last digits are those of one kind of processor: on another one, an execution on it is compared with the next.
    same = list(results(stored)) == list(results(executed))
    nbformat.write(stored if same else executed, folder / "again.ipynb")
    environment = dict(os.environ)
    if path.stem not in LONG:
        # What sweeps have found is not to be known from before.
        environment["BENIGN_DATA"] = str(folder / "data")
    # How many runs were known before is another number each time.
    (folder / "sanitize.cfg").write_text(SANITIZE)
    command = [sys.executable, "-m", "pytest", "--nbval", "-p", "no:cacheprovider", "-c", os.devnull]
    command += ["--nbval-sanitize-with", folder / "sanitize.cfg"]
    again = subprocess.run(
        [*command, "--rootdir", folder, folder], env=environment, capture_output=True, text=True
    )
    cells = sum(cell.cell_type == "code" for cell in stored.cells)
    assert again.returncode == 0 and f"{cells} passed" in again.stdout, again.stdout


def compare(old, new, where):
    """Equal, numbers to one part in 10⁶: other processors round elsewhere."""
    if isinstance(old, dict):
        assert old.keys() == new.keys(), where
        for key in old.keys() - UNSTABLE:
            compare(old[key], new[key], f"{where}.{key}")
    elif isinstance(old, list):
        assert len(old) == len(new), where
        for index, pair in enumerate(zip(old, new)):
            compare(*pair, f"{where}[{index}]")
    elif isinstance(old, (int, float)) and not isinstance(old, bool):
        assert new == pytest.approx(old, rel=1e-6, abs=1e-300), where
    else:
        assert old == new, where


def test_the_index_has_a_picture_of_every_notebook():
    """RECORD=1 writes them anew: of each notebook the one whose title stands in the index."""
    index = (EXAMPLES[0].parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r'<img src="(pictures/(\d\d)\.svg)"[^>]* alt="([^"]+)">.*\]\((\2-[^)]+\.ipynb)\)', index)
    assert [name for *_, name in rows] == [path.name for path in EXAMPLES]
    for file, _, title, name in rows:
        outputs = data(nbformat.read(EXAMPLES[0].parent / name, as_version=4))
        pictures = [output for output in outputs if "image/svg+xml" in output]
        (drawn,) = (p["image/svg+xml"] for p in pictures if p["text/plain"].startswith(f"{title}: "))
        picture = EXAMPLES[0].parent / file
        if "RECORD" in os.environ:
            picture.write_text(drawn, encoding="utf-8")
        assert picture.read_text(encoding="utf-8") == drawn


def test_scikit_learn_has_the_margin_that_is_stored(tmp_path):
    said = dict(line.rsplit(" ", 1) for line in write_data(OWN_DATA.with_suffix(".py"), tmp_path).splitlines())
    stored = results(nbformat.read(OWN_DATA, as_version=4))
    columns = next(result["columns"] for result in stored if result.get("name") == "thresholds")
    assert columns["limit_margin"][-1] == pytest.approx(float(said["margin"]), rel=1e-5)
    assert columns["support"][-1] == int(said["support"])


def test_a_certificate_is_below_its_bound(notebooks):
    for result in results(notebooks[1]):
        if result["kind"] != "direction" or not result["separable"]:
            continue
        assert result["kkt_residual"] <= 1e-10 and result["duality_gap"] <= 1e-10


def test_a_picture_is_vega_lite_svg_and_a_line_of_text(notebooks):
    pictures = [b for b in data(notebooks[1]) if "application/vnd.vegalite.v5+json" in b]
    assert pictures
    for bundle in pictures:
        figure = bundle["application/vnd.vegalite.v5+json"]
        assert figure["$schema"].endswith("/vega-lite/v5.json")
        assert bundle["image/svg+xml"].lstrip().startswith("<svg")
        assert len(bundle["text/plain"].splitlines()) == 1
        assert "text/html" not in bundle and "application/json" not in bundle


def test_a_table_has_text_html_and_json(notebooks):
    for bundle in data(notebooks[1]):
        if RESULT in bundle:
            assert "<table" in bundle["text/html"]
            assert max(map(len, bundle["text/plain"].splitlines())) <= 80
