"""`primitives_for` on qiskit-ibm-runtime: the newest release, whose classes run on the client."""

from runtime_primitives import *  # noqa: F403 - the fixture and the suite


class TestPrimitives(Suite):  # noqa: F405 - as above
    modules = (
        "qiskit_ibm_runtime.executor_sampler.sampler",
        "qiskit_ibm_runtime.executor_estimator.estimator",
    )
