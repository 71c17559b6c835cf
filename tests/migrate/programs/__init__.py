"""Programs as they were written for old versions of Qiskit; each leaves its numbers in ``answer``.

They are text for the tests: nothing imports them as they are.
"""
