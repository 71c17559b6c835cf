"""What Qiskit removed, for code that still needs it.

``providers`` has ``BackendV1``, ``models`` the configuration, properties and status objects that
it speaks in. Where the installed Qiskit still has a class, the name here is Qiskit's own class,
so ``isinstance`` holds in both directions; the private modules are our own for Qiskit 2.
"""
