"""Checks the links of built pages: `python tests/packaging/links.py docs/_build`.

Each link to a place in the handbook must lead to a page that was built and, after a `#`, to
something on it; nothing is looked up in a network.
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The links of a page, and what can be linked to on it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        for key, value in attrs:
            if key in ("href", "src") and value:
                self.links.append(value)
            elif key in ("id", "name") and value:
                self.places.add(value)


def dead_links(built: Path) -> list[str]:
    pages = {path.resolve(): Page(path) for path in built.rglob("*.html")}
    assert pages, f"no page in {built}"
    dead = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                dead.append(f"{path.name}: {link}: no such page")
            elif parts.fragment and target in pages:
                known = pages[target].places
                if unquote(parts.fragment) not in known:
                    dead.append(f"{path.name}: {link}: no such place")
    return dead


if __name__ == "__main__":
    found = dead_links(Path(sys.argv[1]))
    print("\n".join(found) or "Every link leads somewhere.")
    sys.exit(bool(found))
