"""The handbook's pictures show what is so: each holds a digest of what it was made from.

They are drawn anew by `python docs/pictures.py` and `python -m benchmarks.error_bars --figures
docs/figures`; the report, in Chromium, by `nox -s page`, too.
"""

import importlib.util
import re
import struct
from pathlib import Path

import pytest

from benchmarks.error_bars import digest as of_table

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FIGURES = DOCS / "figures"


def loaded():
    spec = importlib.util.spec_from_file_location("pictures", DOCS / "pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pictures = loaded()


def told_by_svg(path):
    (told,) = re.findall("<dc:description>(.*?)</dc:description>", path.read_text("utf-8"))
    return told


def told_by_png(path):
    """The text of the chunk that has it; see https://www.w3.org/TR/png-3/#11tEXt."""
    data, at = path.read_bytes(), 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"tEXt":
            key, _, text = data[at + 8 : at + 8 + length].partition(b"\0")
            assert key == b"Description"
            return text.decode()
        at += 12 + length
    raise AssertionError(f"{path} says nothing of what it shows")


@pytest.mark.parametrize("name", pictures.MAPS)
def test_a_map_is_of_the_device_that_there_is(name, tmp_path):
    kept = FIGURES / f"{name}.svg"
    assert told_by_svg(kept) == pictures.digest(pictures.of_device(name))
    fresh = pictures.draw_map(name, tmp_path)
    assert told_by_svg(fresh) == told_by_svg(kept)
    # another release of matplotlib may place things elsewhere, and write the same
    written = [set(re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text("utf-8")))
               for path in (fresh, kept)]  # fmt: skip
    assert len(written[0]) > 20
    assert written[0] == written[1]


def test_the_report_is_what_the_kit_says():
    told = pictures.of_report(pictures.made_report())
    assert ["counts.bit-order", "FAILED"] in told
    assert told_by_png(FIGURES / pictures.REPORT) == pictures.digest(told)


@pytest.mark.parametrize(
    ("name", "head"), [("error-bars", "| case | exact |"), ("shots", "| case, precision ")]
)
def test_the_error_bars_are_those_of_the_table(name, head):
    page = (DOCS / "how-the-numbers-are-made.md").read_text("utf-8")
    table = page[page.index(head) :].partition("\n\n")[0]
    assert told_by_svg(FIGURES / f"{name}.svg") == of_table(table)


def test_every_picture_is_shown_and_small():
    pages = "".join(path.read_text("utf-8") for path in DOCS.glob("*.md"))
    kept = list(FIGURES.iterdir())
    assert len(kept) == 5
    for path in kept:
        assert f"](figures/{path.name})" in pages
        assert path.stat().st_size < 60_000
