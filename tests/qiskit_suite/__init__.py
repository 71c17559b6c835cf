"""Qiskit's own tests of its backend primitives, run against ours.

`plugin` puts our classes in the place of Qiskit's before its test modules are imported,
`differences.txt` lists the cases where ours is stricter on purpose, and `python -m` this package
runs it all against a folder that holds Qiskit's `test` package.
"""
