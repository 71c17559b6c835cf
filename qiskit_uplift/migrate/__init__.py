"""Old code, rewritten for the Qiskit of today.

- ``engine`` applies rules to a source: ``context`` is what a rule sees, ``flow`` (with
  ``evaluation``, ``values``, ``vocabulary`` and ``evidence``) what each expression can be,
  ``outcomes`` what becomes of a run, ``measured`` which classical registers a circuit has,
  ``imports`` (with ``import_edits`` and ``moving``) what becomes of import statements, ``guards``
  which code is left alone, ``edits`` how text is changed and nothing else.
- ``rule`` says what a rule is, ``rules`` has one a file, ``registry`` lists them.
- ``notebook`` makes one source of a notebook's cells; ``files`` finds what is to be migrated,
  ``settings`` reads how, ``project`` does it for many files at once, ``reports`` says what was
  found, and ``pages`` makes the page of the rules.
"""

from importlib.util import find_spec

from qiskit_uplift.exceptions import MissingExtraError

if find_spec("libcst") is None:
    raise MissingExtraError("Migrating code needs libcst: pip install 'qiskit-uplift[migrate]'.")
