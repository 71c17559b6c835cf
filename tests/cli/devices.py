"""Backends that the tests of the command line name as ``tests.cli.devices:...``."""


class Plain:
    """Always reads zeros; takes shots and nothing else."""

    def run(self, circuits, shots=1):
        return [{"0" * circuit.num_clbits: shots} for circuit in circuits]


class Typed(Plain):
    """The same, with one option of each kind, and the last call kept for the test to look at."""

    sent = None

    def run(self, circuits, shots=1, *, verbose=False, rounds=3, rate=0.5, method="a", extra=None):
        type(self).sent = {
            "verbose": verbose, "rounds": rounds, "rate": rate, "method": method, "extra": extra,
        }  # fmt: skip
        return super().run(circuits, shots)


class Broken:
    def run(self, circuits, shots=1):
        raise RuntimeError("the cloud\n  says \x1b[1mno\x1b[0m")


class Silent:
    def run(self, circuits, shots=1):
        raise RuntimeError


class Interrupted:
    def run(self, circuits, shots=1):
        raise KeyboardInterrupt


class NeedsArguments:
    def __init__(self, token):
        self.token = token


class NoBackend:
    """Has no ``run``."""
