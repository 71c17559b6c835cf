"""Accounts and sessions of `qiskit_ibm_provider`, translated for any provider.

Before:

    from qiskit_ibm_provider import IBMProvider
    IBMProvider.save_account(token=TOKEN, url=URL, overwrite=True)
    provider = IBMProvider()
    backend = provider.get_backend("ibmq_lima")
    with backend.open_session(max_time="10m") as session:
        job = backend.run(circuit)
        session.cancel()
    IBMProvider.saved_accounts(), IBMProvider.delete_account()
"""

from __future__ import annotations

import os
import tempfile

from qiskit import QuantumCircuit, transpile

from qiskit_uplift.backends import reference_device
from qiskit_uplift.service import (
    ProviderService,
    Session,
    delete_account,
    save_account,
    saved_accounts,
)


class LoggedIn:
    """A provider that wants a token and an address."""

    def __init__(self, token: str, url: str) -> None:
        if token != "very secret" or not url:
            raise PermissionError("The token was refused.")

    def backends(self) -> list[object]:
        """Its devices."""
        return [reference_device("modern", 5)]


def main() -> None:
    """The same, line by line."""
    save_account(
        name="work",
        provider=LoggedIn,
        token="very secret",
        url="https://example.org",
        overwrite=True,
    )
    provider = ProviderService(LoggedIn, account="work", arguments={"token": "token", "url": "url"})
    backend = provider.backend("reference_line_5")
    circuit = QuantumCircuit(1)
    circuit.x(0)
    circuit.measure_all()
    fitted = transpile(circuit, backend)
    # as it was: a session of the backend object
    with backend.open_session(max_time="10m") as session:
        job = backend.run(fitted, shots=100)
    print("backend.run in a session:", job.session_id == session.session_id)
    # as it is now: the primitives pick the session up
    with Session(backend, max_time="10m") as session:
        job = backend.sampler().run([fitted], shots=100)
    print("a Sampler in a session:", job.session_id == session.session_id)
    print("details:", session.details()["state"], session.details()["max_time"])
    print("the token:", saved_accounts()["work"].token)
    delete_account("work")
    print("accounts left:", list(saved_accounts()))


if __name__ == "__main__":
    # Not among your accounts: this is an example.
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QISKIT_UPLIFT_HOME"] = folder
        main()
