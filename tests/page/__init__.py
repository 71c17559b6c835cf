"""The page of a report in a real browser, headless Chromium; `nox -s page` runs these tests."""
