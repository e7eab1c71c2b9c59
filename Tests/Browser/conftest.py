# SPDX-License-Identifier: Apache-2.0
"""Debian's Chromium, JupyterLab's server, and the folder of pictures, which the run's summary names."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from Browser.laboratory import Lab, Server

folders = []


def pytest_terminal_summary(terminalreporter):
    for folder in folders:
        terminalreporter.write_line(f"Pictures of the browser tests: {folder}")


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    folders.append(tmp_path_factory.mktemp("pictures"))
    return folders[-1]


@pytest.fixture(scope="session")
def browser():
    path = shutil.which("chromium")
    assert path, "Debian's package chromium is missing; Tests/run installs it"
    with sync_playwright() as driver:
        # As root Chromium starts only without its sandbox; nothing but our own pages is opened.
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        with driver.chromium.launch(executable_path=path, args=options) as browser:
            yield browser


@pytest.fixture(scope="session")
def server(prefix, tmp_path_factory):
    with Server(tmp_path_factory.mktemp("laboratory")) as server:
        yield server


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture
def page(browser, theme):
    """A page of a system that is light or dark as its theme is."""
    with browser.new_page(viewport={"width": 1000, "height": 1200}, color_scheme=theme) as page:
        yield page


@pytest.fixture
def lab(page, server, theme):
    return Lab(page, server, theme)
