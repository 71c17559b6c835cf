"""How much of old code ``qiskit-uplift migrate`` rewrites, beside flake8-qiskit-migration.

``python -m benchmarks.coverage FOLDER...`` counts the places of each folder (a repository) that
break on the installed Qiskit, and what both tools make of each. `rows` are the patterns, `hits`
finds them with Python's own parser and none of our engine, `sources` reads files and notebooks,
`tools` runs both, `report` writes the table, `robustness` has the checks of whole files. The code
that is measured is on this machine alone, and none of it is kept.
"""
