"""Collect only where a file of hosts is named, as their environments come from the network."""

import os

collect_ignore = [] if os.environ.get("UPLIFT_HOSTS") else ["test_hosts.py"]
