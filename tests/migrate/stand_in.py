"""What IBM's services would have answered, for old interpreters: simulators of the same name.

``python stand_in.py ...`` does what ``answers.py`` does, with ``IBMQ`` and ``qiskit_ibm_provider``
answered on this machine, as ``qiskit-uplift exec --ibm local`` does it for new interpreters.
"""

import sys
import types

import answers
import qiskit
from qiskit.providers.fake_provider import FakeLima, FakeMontreal
from qiskit_aer import AerSimulator


class Provider:
    def __init__(self, *arguments, **options):
        pass

    def get_backend(self, name=None, **options):
        return AerSimulator()

    def backends(self, filters=None, **options):
        return [each for each in (FakeLima(), FakeMontreal()) if filters is None or filters(each)]


class Accounts(Provider):
    def save_account(self, *arguments, **options):
        pass

    def load_account(self, *arguments, **options):
        return Provider()

    get_provider = enable_account = load_account


def module(name, **attributes):
    sys.modules[name] = made = types.ModuleType(name)
    vars(made).update(attributes)


if __name__ == "__main__":
    qiskit.IBMQ = Accounts()
    module("qiskit.providers.ibmq", least_busy=lambda found: found[0], IBMQ=qiskit.IBMQ)
    module("qiskit_ibm_provider", IBMProvider=Provider)
    answers.main(*sys.argv[1:])
