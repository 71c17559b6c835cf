"""The rules, one a file, or one family of plain renames in one table.

A rule is a subclass of :class:`~qiskit_uplift.migrate.rule.Rule` whose class body says what it is;
add it to ``in_tree()`` in ``registry.py``, and its cases to a file in ``tests/migrate/cases/``.
``CONTRIBUTING.md`` has the details ("Writing a rule").
"""
