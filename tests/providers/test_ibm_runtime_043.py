"""`primitives_for` on qiskit-ibm-runtime: release 0.43, which has the V2 classes alone."""

from runtime_primitives import *  # noqa: F403 - the fixture and the suite


class TestPrimitives(Suite):  # noqa: F405 - as above
    modules = ("qiskit_ibm_runtime.sampler", "qiskit_ibm_runtime.estimator")
