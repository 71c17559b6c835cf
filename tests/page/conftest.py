"""Chromium without a window, and the page that it is given.

Collect only where selenium is installed, which the suite itself doesn't need.
"""

import importlib.util
import json
import shutil

import pytest

from qiskit_uplift.conformance.report import write_report
from tests.page.reports import report as made

collect_ignore = [] if importlib.util.find_spec("selenium") else ["test_page.py", "test_picture.py"]

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--force-device-scale-factor=1",
)  # fmt: skip


class Page:
    """A page in the browser."""

    def __init__(self, browser, address):
        self.browser = browser
        self.address = address

    def open(self, width=1100, height=900, scheme="light"):
        """Load it anew in a window of a size, for a person who prefers light or dark."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        self.command(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        self.browser.get_log("performance")  # reading a log empties it
        self.browser.get_log("browser")
        self.browser.get(self.address)
        return self

    def command(self, name, **arguments):
        return self.browser.execute_cdp_cmd(name, arguments)

    def ask(self, script, *arguments):
        """What a JavaScript function's body returns."""
        return self.browser.execute_script(script, *arguments)

    def find(self, selector):
        return self.browser.find_element("css selector", selector)

    def all(self, selector):
        return self.browser.find_elements("css selector", selector)

    def shown(self):
        """The ids of the checks that can be seen."""
        return self.ask(
            "return [...document.querySelectorAll('.check')].filter(c => c.checkVisibility())"
            ".map(c => c.querySelector('summary code').textContent)"
        )

    def requests(self):
        """The addresses that were asked for since the page was opened."""
        messages = [json.loads(entry["message"]) for entry in self.browser.get_log("performance")]
        return [
            each["message"]["params"]["request"]["url"]
            for each in messages
            if each["message"]["method"] == "Network.requestWillBeSent"
        ]


@pytest.fixture(scope="session")
def report():
    return made()


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def address(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_report(report, path)
    return path.as_uri()


@pytest.fixture
def page(browser, address):
    return Page(browser, address)
