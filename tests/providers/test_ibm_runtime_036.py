"""`primitives_for` on qiskit-ibm-runtime: release 0.36, which has the V2 classes alone."""

import pytest
from runtime_primitives import *  # noqa: F403 - the fixture and the suite

# what that release itself uses of Qiskit 1.4, and 1.4 deprecates
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class TestPrimitives(Suite):  # noqa: F405 - as above
    modules = ("qiskit_ibm_runtime.sampler", "qiskit_ibm_runtime.estimator")
