"""A report in the forms that people and programs read.

``content`` puts a `Report` into plain data, which is the JSON form (``schema.json`` describes it)
and what the others are made of: ``text`` for a terminal, ``markdown``, ``junit`` for continuous
integration, ``page`` for a browser (one file with ``page.html`` as its template), ``badge`` for a
README. ``writing`` chooses among them by a file's name.
"""

from qiskit_uplift.conformance.report.content import content
from qiskit_uplift.conformance.report.writing import FORMATS, write_report

__all__ = ["FORMATS", "content", "write_report"]
