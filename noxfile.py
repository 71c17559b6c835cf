"""How the project is tested: `nox` runs the whole of it, `nox -s <session>` a part.

What follows `--` goes to pytest: `nox -s "tests(2)" -- -k sampler`.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.sessions = [
    "lint",
    "types",
    "layers",
    "tests",
    "lowest",
    "doctests",
    "distributed",
    "providers",
    "hosts",
    "qiskit_suite",
    "removed_suite",
    "page",
    "names",
    "programs",
    "package",
    "docs",
    "mitigation",
]

LINES = ("1.4", "2")
PROVIDERS = (
    "alice-bob",
    "aqt",
    "aqt-legacy",
    "azure",
    "braket",
    "ddsim",
    "ddsim-legacy",
    "ibm-fake",
    "ibm-runtime",
    "ibm-runtime-036",
    "ibm-runtime-043",
    "ionq",
    "ionq-legacy",
    "ionq-legacy-2x",
    "iqm",
    "plugin-package",
    "pytket",
    "qdk",
    "quantinuum",
    "quantuminspire",
    "quantuminspire-legacy",
    "qulacs",
    "qulacs-2x",
    "rigetti",
    "superstaq",
)
# Real local backends that the conformance kit judges, by the requirements that they come with.
WORLD = ("qiskit", "ddsim", "qdk", "iqm", "aqt", "qulacs-2x")
# The newest release with the device snapshots that the tests load; it is read, never installed.
SNAPSHOTS = "qiskit-ibm-runtime==0.51.0"
# Many devices, faults, rules and cases all run on one line; the others get a part.
SAMPLE = {"UPLIFT_SAMPLE": "4"}
# Two workers share the machine's cores, so the simulator gets one thread in each.
WORKERS = ("-n", "2")
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "QDK_PYTHON_TELEMETRY": "none",
    # no run of a test may come into the journal of the person who tests
    "QISKIT_UPLIFT_HOME": str(Path(".nox/home").resolve()),
}


def constraints(line: str) -> tuple[str, str]:
    return "-c", f"constraints/qiskit-{line}.txt"


def download(session: nox.Session, folder: Path, pattern: str, *arguments: str) -> Path:
    """One file from the registry, kept between runs."""
    if not list(folder.glob(pattern)):
        session.install("pip")
        session.run(
            *("python", "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)), *arguments
        )
    return next(folder.glob(pattern))


def run_tests(session: nox.Session, **environment: str) -> None:
    folder = session.cache_dir / SNAPSHOTS
    wheel = download(session, folder, "*.whl", "--only-binary", ":all:", SNAPSHOTS)
    session.run(
        *("python", "-m", "pytest", *WORKERS, *session.posargs),
        env={**ENVIRONMENT, "UPLIFT_SNAPSHOTS": str(wheel), **environment},
    )


@nox.session
def lint(session):
    """Style and formatting."""
    session.install("--group", "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session):
    """Types, strictly."""
    session.install("-e", ".[all,test]", "--group", "lint", *constraints("2"))
    session.run("mypy")


@nox.session
def layers(session):
    """Which folder may import which."""
    session.install("-e", ".", "--group", "lint", *constraints("2"))
    session.run("lint-imports")


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def tests(session, line):
    """The test suite on the oldest and the newest line of Qiskit."""
    session.install("-e", ".[all,test]", *constraints(line))
    run_tests(session, **(SAMPLE if line == "1.4" else {}))


@nox.session
def lowest(session):
    """The test suite on the lowest versions that pyproject.toml allows."""
    session.install("-e", ".[all,test]", "--resolution", "lowest-direct")
    run_tests(session, **SAMPLE)


@nox.session(python=["3.10", "3.12", "3.13"])
@nox.parametrize("line", LINES, ids=LINES)
def pythons(session, line):
    """The test suite on the other versions of Python."""
    session.install("-e", ".[all,test]", *constraints(line))
    run_tests(session)


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def doctests(session, line):
    """The examples of the docstrings; those of the README are in the test suite."""
    session.install("-e", ".[all,test]", *constraints(line))
    session.run(
        *("python", "-m", "pytest", "--doctest-modules", "qiskit_uplift", *session.posargs),
        env=ENVIRONMENT,
    )


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def distributed(session, line):
    """Runs over a Dask cluster of two worker processes, one of which is killed."""
    session.install("-e", ".[distributed,test]", *constraints(line))
    session.run("python", "-m", "pytest", "tests/distributed", *session.posargs, env=ENVIRONMENT)


@nox.session
@nox.parametrize("name", PROVIDERS, ids=PROVIDERS)
def providers(session, name):
    """Real providers' packages, each with the versions that it wants."""
    requirements = Path("tests/providers/requirements")
    build = requirements / "build-constraints" / f"{name}.txt"
    built = ("--build-constraints", str(build)) if build.exists() else ()
    session.install("-e", ".[test]", "-r", str(requirements / f"{name}.txt"), *built)
    alone = requirements / "no-deps" / f"{name}.txt"
    if alone.exists():
        session.install("--no-deps", "-r", str(alone))
    test = f"tests/providers/test_{name.replace('-', '_')}.py"
    # A provider's own pytest plugins would be imported under our filters of warnings.
    environment = {**ENVIRONMENT, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    session.run("python", "-m", "pytest", test, *session.posargs, env=environment)


@nox.session
def page(session):
    """The page of a conformance report in headless Chromium."""
    if not all(map(shutil.which, ("chromium", "chromedriver"))):
        if os.name != "posix" or os.geteuid() != 0 or shutil.which("apt-get") is None:
            session.error(
                "This session needs the commands chromium and chromedriver. Install them, on "
                "Debian by: apt-get install chromium chromium-driver"
            )
        session.run("apt-get", "update", "-q", external=True)
        session.run(
            *("apt-get", "install", "-q", "-y", "--no-install-recommends"),
            *("chromium", "chromium-driver"),
            external=True,
        )
    session.install("-e", ".[all,test]", "--group", "page", *constraints("2"))
    session.run("python", "-m", "pytest", "tests/page", *session.posargs, env=ENVIRONMENT)


@nox.session
@nox.parametrize("name", WORLD, ids=WORLD)
def world(session, name):
    """The conformance kit on real local backends; the pages in docs/conformance are its outcome.

    What follows ``--`` goes to `tests.world`: `nox -s "world(ddsim)" -- --only ddsim-primitives`.
    """
    requirements = Path("tests/providers/requirements")
    needed = requirements / f"{name}.txt"
    installed = ("-r", str(needed)) if needed.exists() else constraints("2")
    session.install("-e", ".[aer,conformance]", *installed)
    alone = requirements / "no-deps" / f"{name}.txt"
    if alone.exists():
        session.install("--no-deps", "-r", str(alone))
    session.run("python", "-m", "tests.world", name, *session.posargs, env=ENVIRONMENT)


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def hosts(session, line):
    """Real providers in environments of their own, which are made here."""
    session.install("-e", ".[test]", *constraints(line))
    environment = {**ENVIRONMENT, "UPLIFT_HOSTS": "examples/hosts.toml"}
    session.run("python", "-m", "pytest", "tests/hosts", *session.posargs, env=environment)


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def qiskit_suite(session, line):
    """Qiskit's own tests of its backend primitives, on ours.

    They come with Qiskit's source distribution; QISKIT_CHECKOUT names a checkout to use instead.
    """
    session.install("-e", ".[test]", *constraints(line))
    checkout = os.environ.get("QISKIT_CHECKOUT") or qiskit_sources(session, line)
    session.run(
        *("python", "tests/qiskit_suite", str(checkout), *WORKERS, *session.posargs),
        env=ENVIRONMENT,
    )


@nox.session
def removed_suite(session):
    """Qiskit 1.4's own tests of what Qiskit 2 removed, on what `compat.install()` gives back.

    QISKIT_REMOVED_CHECKOUT names a checkout of Qiskit 1.4 to use instead of its distribution.
    """
    session.install("-e", ".[all,test]", *constraints("2"))
    checkout = os.environ.get("QISKIT_REMOVED_CHECKOUT") or qiskit_sources(session, "1.4")
    session.run(
        *("python", "tests/qiskit_suite", "--removed", str(checkout), *WORKERS, *session.posargs),
        env=ENVIRONMENT,
    )


@nox.session
def names(session):
    """Whether the list of names that Qiskit had and has no more is what three releases give."""
    session.install("-e", ".[test]", *constraints("2"))
    pythons = []
    for release, aer in (("0.46.3", "0.13.3"), ("1.4.6", "0.17.2"), ("2.6.2", "0.18.2")):
        folder = Path(session.create_tmp()) / release
        if not folder.exists():
            session.run("uv", "venv", "-q", "--python", "3.11", str(folder), external=True)
        session.run(
            *("uv", "pip", "install", "-q", "--python", str(folder), f"qiskit=={release}"),
            *(f"qiskit-aer=={aer}", "matplotlib", "setuptools"),
            external=True,
        )
        pythons.append(str(folder / "bin" / "python"))
    action = session.posargs or ("--check",)
    session.run("python", "-m", "tests.migrate.names.collect", *pythons, *action)


@nox.session
def programs(session):
    """Old programs on Qiskit 0.46.3, as they are on this one, and migrated: all three agree."""
    session.install("-e", ".[all]", SNAPSHOTS, *constraints("2"))
    folder = Path(session.create_tmp()).resolve() / "0.46.3"
    if not folder.exists():
        session.run("uv", "venv", "-q", "--python", "3.11", str(folder), external=True)
    session.run(
        *("uv", "pip", "install", "-q", "--python", str(folder), "qiskit==0.46.3"),
        # this Aer takes NumPy 2, and computes wrong states with it
        *("qiskit-aer==0.13.3", "numpy<2", "matplotlib", "setuptools"),
        external=True,
    )
    python = str(folder / "bin" / "python")
    session.run("python", "-m", "tests.migrate.truth", python, *session.posargs, env=ENVIRONMENT)


@nox.session
def mitigation(session):
    """The example that corrects readout errors, with mthree."""
    # mthree asks for any qiskit-ibm-runtime; older ones want packages that can't be built any more
    pins = ("mthree==3.0.0", "qiskit-ibm-runtime==0.51.0")
    session.install("-e", ".[aer]", *pins, *constraints("2"))
    session.run("python", "examples/readout_mitigation.py", env=ENVIRONMENT)


@nox.session
def docs(session):
    """The handbook; a warning is an error, and so is a link that leads nowhere in it."""
    session.install("-e", ".[docs]", *constraints("2"))
    built = "docs/_build"
    session.run("sphinx-build", "-q", "-W", "-n", "--keep-going", "-E", "docs", built)
    session.run("python", "tests/packaging/links.py", built)


@nox.session(reuse_venv=False)
@nox.parametrize("line", LINES, ids=LINES)
def package(session, line):
    """What the wheel and the sdist hold, and a smoke test of the wheel in a bare environment.

    The wheel is built from the sdist, so that this is tested, too.
    """
    folder = Path(session.create_tmp()).resolve()
    built = folder / "dist"
    shutil.rmtree(built, ignore_errors=True)
    session.run("uv", "build", "-q", "--out-dir", str(built))
    session.run("python", "tests/packaging/contents.py", str(built))
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    session.run("uvx", "twine", "check", "--strict", str(wheel), str(sdist))
    smoke = Path("tests/packaging/smoke.py").resolve()
    pins = Path(constraints(line)[1]).resolve()
    with session.chdir(folder):
        for extras, what in (("", "core"), ("[aer,cli]", "cli"), ("[all]", "all")):
            session.install(f"{wheel}{extras}", "-c", str(pins))
            # Aer reads on Qiskit 1.4 what Qiskit 1.4 deprecates
            strict = () if line == "1.4" else ("-W", "error")
            session.run("python", "-I", *strict, str(smoke), what, env=ENVIRONMENT)


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def kill_points(session, line):
    """Runs that are killed at 200 random points, with tags and without, and resumed."""
    run_at_length(session, line, "tests/recovery/test_kill.py", UPLIFT_KILL_POINTS="200")


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def soak(session, line):
    """Two thousand jobs from sixteen threads."""
    run_at_length(session, line, "tests/recovery/test_soak.py", UPLIFT_SOAK_JOBS="2000")


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def search(session, line):
    """The test suite with examples that were never drawn before.

    What follows ``--`` goes to pytest, and says where to search: `-- tests/conformance`.
    """
    session.install("-e", ".[all,test]", *constraints(line))
    run_tests(session, UPLIFT_SEARCH="1")


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def calibration(session, line):
    """The rate of false alarms of each statistical test, on 100,000 correct devices of a kind."""
    run_at_length(
        session,
        line,
        "tests/conformance/test_statistics_calibration.py",
        UPLIFT_CALIBRATION="100000",
    )


@nox.session
@nox.parametrize("line", LINES, ids=LINES)
def zoo(session, line):
    """The conformance kit on all its faulty devices and all right ones, with five seeds each."""
    session.install("-e", ".[aer,conformance]", *constraints(line))
    arguments = session.posargs or ("--seeds", "5")
    session.run("python", "-m", "qiskit_uplift.conformance.zoo", *arguments, env=ENVIRONMENT)


def run_at_length(session: nox.Session, line: str, test: str, **environment: str) -> None:
    """One module of the test suite, of which the suite runs a part."""
    session.install("-e", ".[all,test]", *constraints(line))
    session.run("python", "-m", "pytest", test, *WORKERS, *session.posargs,
                env={**ENVIRONMENT, **environment})  # fmt: skip


def qiskit_sources(session: nox.Session, line: str) -> Path:
    pins = Path(constraints(line)[1]).read_text().split()
    pin = next(word for word in pins if word.startswith("qiskit=="))
    folder = session.cache_dir / pin
    sdist = download(session, folder, "*.tar.gz", "--no-binary", "qiskit", pin)
    root = folder / sdist.name.removesuffix(".tar.gz")
    parts = tuple(f"{root.name}/{part}/" for part in ("test", "qiskit/providers/fake_provider"))
    if not (root / "qiskit").is_dir():
        with tarfile.open(sdist) as archive:
            wanted = [m for m in archive.getmembers() if m.name.startswith(parts)]
            archive.extractall(folder, members=wanted, filter="data")
    return root
