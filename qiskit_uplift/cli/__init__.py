"""The command line, `qiskit-uplift`: it parses, calls the library and prints.

``main`` is the group and the one place where errors become a line and an exit code; one file a
command (``demo``, ``run``, ``inspect``); the others read input (``circuits``, ``observables``,
``options``) or write output (``output``, ``drawing``, ``summary``).
"""
