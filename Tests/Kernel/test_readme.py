# SPDX-License-Identifier: Apache-2.0
"""The pages are true: their cells and scripts run, and what they point at is there."""

import re
import subprocess
import sys

import pytest

FIGURE = "application/vnd.vegalite.v5+json"
PAGES = (
    "README.md", "Sources/README.md", "Sources/REFERENCE.md", "Tests/Benchmarks/README.md", "examples/README.md",
    "examples/zmq/README.md", "kernelspec/README.md",
)  # fmt: skip


@pytest.fixture(scope="module")
def pages(clone):
    return {page: (clone / page).read_text(encoding="utf-8") for page in PAGES}


@pytest.fixture(scope="module")
def readme(pages):
    return pages["README.md"]


@pytest.fixture(scope="module")
def reference(pages):
    """The cell of the page on the language in which these words are."""

    def cell(words):
        (found,) = (block for block in blocks(pages["Sources/REFERENCE.md"], "benign") if words in block)
        return found

    return cell


def blocks(page, language):
    found = re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found, language
    return found


NUMBER = r"(-?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)"


def test_the_first_session_says_what_the_readme_shows(readme, benign, tmp_path):
    """Word by word, and each number to a hundredth of its size: the last digits are those of one processor."""
    cell, (shown,) = blocks(readme, "benign")[0], blocks(readme, "text")
    answer = subprocess.run([benign, "run", "-"], input=cell, cwd=tmp_path, capture_output=True, text=True, check=True)
    said = " ".join(answer.stdout.split())
    assert "misalignment against t" in said
    for line in filter(None, (" ".join(line.split()) for line in shown.splitlines())):
        words = NUMBER.join(map(re.escape, re.split(NUMBER.replace("(-", "(?:-"), line)))
        found = re.search(words, said)
        assert found, line
        numbers = [[float(text.replace(",", "")) for text in texts] for texts in (found.groups(), re.findall(NUMBER, line))]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-2), line


def test_the_cell_of_the_front_with_more_dimensions_is_harmful(readme, fresh):
    cell = blocks(readme, "benign")[0]
    error = fresh.run(cell.replace("p=20_000", "p=100_000_000")).result("error")
    assert error["verdict"] == "harmful" and 0.4 < error["test_error"] < 0.5


def test_the_sliders_of_the_front_follow_its_first_session(readme, fresh):
    session, sliders = blocks(readme, "benign")[:2]
    fresh.run(session)
    shown = fresh.run(sliders).of_type("display_data", "execute_result")
    assert sliders.startswith("explore ") and any("image/svg+xml" in display["data"] for display in shown)


def test_the_map_of_the_front_runs(readme, fresh):
    """The picture above it is taken of the same cells: Browser/test_front.py."""
    (cell,) = (block for block in blocks(readme, "benign") if "sweep map" in block)
    outcome = fresh.run(cell.replace('\n  title=', ' file="map.svg"\n  title='))
    assert "525 of 525 networks" in outcome.stdout
    assert any(FIGURE in display["data"] for display in outcome.of_type("display_data"))
    assert (fresh.folder / "map.svg").exists()


def test_as_many_random_set_ups_agree_as_the_readme_says(readme, clone):
    ((tolerance, count),) = re.findall(r"to (\S+) of the largest weight in each of (\d+) random set-ups", readme)
    files = (clone / "Tests/Reference").glob("test_*.py")
    found = re.compile(r'"seed", range\((\d+)\)\)\ndef test_500_steps').findall("".join(file.read_text("utf-8") for file in files))
    assert int(count) <= sum(map(int, found))
    assert "Tests/Reference -k 500_steps`" in readme
    for file in ("training.py", "test_optimizers.py"):
        assert f"<= {tolerance} * np.abs(" in (clone / "Tests/Reference" / file).read_text(encoding="utf-8")


def test_the_page_on_the_language_runs(reference, fresh):
    outcome = fresh.run(reference("fork other"))
    # On a slow machine a run of half a second shows its progress too.
    assert sum(FIGURE in display["data"] for display in outcome.of_type("display_data")) == 2
    assert sorted(path.name for path in fresh.folder.iterdir()) == ["e.json", "run.csv"]


def test_the_cell_on_sliders_runs(reference, fresh):
    outcome = fresh.run(reference("explore mu"))
    shown = outcome.of_type("display_data")[-1]["data"]
    assert "mu = 4, gamma = 0.3" in shown["text/plain"] and "limit_error" in shown["text/plain"]
    assert "<svg" in shown["image/svg+xml"]


def test_the_cell_on_data_sets_runs(reference, fresh):
    rows = [f"{i % 7},{i * i % 11},{('iris', 'rose')[i % 2]}" for i in range(40)]
    (fresh.folder / "flowers.csv").write_text("\n".join(["a,b,species", *rows]), encoding="utf-8")
    error = kind(fresh.run(reference("dataset")).bundles[-1])
    assert error["method"] == "held out" and error["samples"] == 12 and error["bayes_error"] is None


def test_the_cell_on_sweeps_runs(reference, fresh):
    cell = reference("sweep grid")
    outcome = fresh.run(cell)
    table = outcome.result("table")
    assert (table["cells"], table["missing"], table["failed"]) == (27, 0, 0)
    figures = sum(FIGURE in display["data"] for display in outcome.of_type("display_data"))
    assert figures == cell.count("plot ") == 4
    assert len((fresh.folder / "grid.csv").read_text(encoding="utf-8").splitlines()) == 1 + 27 * 5


def test_the_cells_on_boundaries_and_beyond_the_paper_run(reference, fresh):
    outcome = fresh.run("mixture n=50 p=500 mu=4\nnetwork m=64 gamma=0.2\n" + reference("boundary edge"))
    table, fits = outcome.result("table"), outcome.result("fit")["fits"]
    assert (table["cells"], table["failed"], len(fits)) == (6, 0, 2)
    # Two numbers of points with the same p/n have the same transition within their errors.
    mu, error = table["columns"]["mu"], table["columns"]["mu_se"]
    assert all(abs(mu[i] - mu[i + 1]) < 5 * (error[i] ** 2 + error[i + 1] ** 2) ** 0.5 for i in (0, 2, 4))
    error = kind(fresh.run(reference("clusters=xor")).bundles[-1])
    assert 0 < error["test_error"] < 0.5 and 0 < error["bayes_error"] < 1e-3


def kind(bundle):
    return bundle.get("application/vnd.benign.v1+json")


def test_the_script_for_raw_zeromq_runs(pages, benign, tmp_path):
    (script,) = blocks(pages["examples/zmq/README.md"], "python")
    answer = subprocess.run(
        [sys.executable, "-c", script, benign],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True,
    )
    numbers = dict(line.split() for line in answer.stdout.splitlines())
    assert 0 < float(numbers["misalignment"]) < 1 and 0 < float(numbers["limit"]) < 0.5


def test_what_the_front_names_is_there(readme, clone):
    names = re.findall(r"`((?:Sources|Tests|kernelspec|examples)/[\w./-]*)`", readme)
    commands = re.findall(r"^\./(\S+)", readme, re.MULTILINE)
    assert names and commands == ["kernelspec/setup", "Tests/run"]
    for path in names + commands:
        assert (clone / path).exists(), path


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_is_there(pages, clone, page):
    links = re.findall(r"\]\(([^)]+)\)", pages[page]) + re.findall(r'src="([^"]+)"', pages[page])
    for link in links:
        path, _, anchor = link.partition("#")
        if path.startswith(("http:", "https:")):
            continue
        target = (clone / page).parent / path if path else clone / page
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            # As GitHub names them.
            names = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
            assert anchor in names, link


def test_every_tutorial_is_linked(pages, clone):
    notebooks = [path.name for path in clone.glob("examples/*.ipynb")]
    assert notebooks
    for name in notebooks:
        assert f"(examples/{name})" in pages["README.md"] and f"({name})" in pages["examples/README.md"], name


def test_who_cites_it_cites_this_version(readme, benign, clone):
    (version,) = re.findall(r"^version: (\S+)$", (clone / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    said = subprocess.run([benign, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"benign {version}+") and f"version = {{{version}}}" in readme
