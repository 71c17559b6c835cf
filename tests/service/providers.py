"""Providers of every shape, over the reference device."""

from __future__ import annotations

from types import SimpleNamespace

from qiskit.providers import JobStatus

from qiskit_uplift.backends import reference_device


def device(num_qubits=5, face="modern", **more):
    return reference_device(face, num_qubits, ideal=True, **more)


def named(backend, name, **said):
    """A backend under another name that says more of itself."""
    backend.name = name
    for key, value in said.items():
        setattr(backend, key, value)
    return backend


class Old:
    """As a ``ProviderV1``; it keeps its backends, as they keep their jobs."""

    def __init__(self):
        self.known = [device(5, "legacy"), device(9, "legacy")]

    def backends(self, name=None, **filters):
        return [each for each in self.known if name in (None, each.name())]

    def get_backend(self, name=None, **filters):
        (found,) = self.backends(name)
        return found


class Guide:
    """As in IBM's guide for providers: one backend or Target by name, and no list."""

    known = ("alpha", "beta")

    def return_backend(self, name):
        if name not in self.known:
            raise ValueError(f"never heard of {name}")
        return named(device(), name)

    def return_target(self, name):
        return device(3).target if name == "only_a_target" else self.return_backend(name).target


class New:
    """A list that is an attribute, instances, and jobs of its own."""

    def __init__(self):
        self.asked = []
        self.stored = {"theirs-1": SimpleNamespace(
            job_id=lambda: "theirs-1", status=lambda: JobStatus.RUNNING,
            backend=lambda: self._one("gamma"), cancel=lambda: True,
        )}  # fmt: skip

    def _one(self, name):
        return named(device(), name)

    def backends(self, instance="free"):
        self.asked.append(instance)
        return [self._one("gamma"), self._one("delta")]

    def backend(self, name, instance="free"):
        self.asked.append(instance)
        if name not in ("gamma", "delta"):
            raise RuntimeError("no such thing")
        return self._one(name)

    def jobs(self):
        return list(self.stored.values())

    def job(self, job_id):
        return self.stored[job_id]


class Collection:
    """The backends are an attribute, and there is no way to one alone."""

    def __init__(self):
        self.backends = [named(device(), "left"), named(device(), "right")]
