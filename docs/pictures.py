"""The handbook's pictures of devices and of a conformance report.

``python docs/pictures.py`` draws them anew into ``docs/figures``; the report needs Chromium, and
``--maps`` leaves it out. Each file holds a digest of what it shows, by which a test sees that it is
still true. The pictures of error bars are drawn by ``benchmarks/error_bars.py``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from qiskit_uplift.backends import reference_device
from qiskit_uplift.conformance import check
from qiskit_uplift.conformance.report import write_report
from qiskit_uplift.conformance.results import Report

FIGURES = Path(__file__).resolve().parent / "figures"
MAPS = {"device-grid-20": {"qubits": 20, "topology": "grid"},
        "device-heavy-hex-27": {"qubits": 27, "topology": "heavy-hex"}}  # fmt: skip
"""The devices, by the names of their files."""

REPORT = "report.png"
CHECKS = ("counts.bell", "counts.bit-order", "counts.ground-state", "target.measure")
SIZE = (960, 1000)
"""Of the window that shows the report, in pixels."""


def digest(shown: Any) -> str:
    """What stands in a file for what it shows."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]


def of_device(name: str) -> Any:
    """What a map shows: the pairs of qubits, and errors to four digits."""
    target = reference_device(**MAPS[name]).target
    return sorted(
        [operation, list(qubits), f"{entry.error:.3e}"]
        for operation in target.operation_names
        for qubits, entry in (target[operation] or {}).items()
        if qubits is not None and entry is not None and entry.error is not None
    )


def of_report(report: Report) -> Any:
    """What the page of a report shows that doesn't change from run to run."""
    return [[one.check.id, one.status.name] for one in report.results]


def reversed_device(circuits: Any, shots: int = 1024) -> list[dict[str, int]]:
    """A provider that writes its bits from left to right."""
    result = reference_device(ideal=True).run(circuits, shots=shots, seed_simulator=7).result()
    return [
        {key[::-1]: count for key, count in result.get_counts(place).items()}
        for place in range(len(circuits))
    ]


def made_report() -> Report:
    """The report that is shown, on a device whose bits are reversed."""
    return check(reversed_device, only=CHECKS, seed=1, spec="my_provider:Device")


def draw_map(name: str, folder: Path) -> Path:
    """Draw a device into an SVG file."""
    from matplotlib import rc_context
    from matplotlib import use as use_backend

    from qiskit_uplift.cli.coupling_picture import draw

    use_backend("agg")
    target = reference_device(**MAPS[name]).target
    path = folder / f"{name}.svg"
    style = {"svg.hashsalt": name, "svg.fonttype": "none", "font.family": "DejaVu Sans"}
    with rc_context(style):
        figure = draw(name.removeprefix("device-"), target, target.build_coupling_map())
        described = {"Date": None, "Creator": None, "Description": digest(of_device(name))}
        figure.savefig(path, format="svg", bbox_inches="tight", metadata=described)
    return path


def draw_report(folder: Path) -> Path:
    """Show the page of a report in Chromium, and keep what is seen."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    browser = shutil.which("chromium")
    if browser is None:
        raise SystemExit("error: chromium isn't installed. Install it, or pass --maps.")
    report = made_report()
    path = folder / REPORT
    with tempfile.TemporaryDirectory() as made:
        page, picture = Path(made, "report.html"), Path(made, REPORT)
        write_report(report, page)
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--force-device-scale-factor=1", f"--user-data-dir={made}/profile",
             f"--window-size={SIZE[0]},{SIZE[1]}", f"--screenshot={picture}", page.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        told = PngInfo()
        told.add_text("Description", digest(of_report(report)))
        with Image.open(picture) as image:
            few = image.convert("RGB").quantize(64)
            few.save(path, pnginfo=told, optimize=True)
    return path


def main() -> None:
    """Draw them."""
    parser = argparse.ArgumentParser(description="Draw the handbook's pictures.")
    parser.add_argument("--maps", action="store_true", help="the devices alone")
    parser.add_argument("--folder", type=Path, default=FIGURES, help="default: docs/figures")
    arguments = parser.parse_args()
    for name in MAPS:
        print(draw_map(name, arguments.folder))
    if not arguments.maps:
        print(draw_report(arguments.folder))


if __name__ == "__main__":
    main()
