"""Settings of all tests."""

from hypothesis import settings

# A deadline measures the machine. What a failure prints is enough to run it again.
settings.register_profile("suite", deadline=None, print_blob=True)
settings.load_profile("suite")
