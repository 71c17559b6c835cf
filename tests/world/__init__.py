"""The conformance kit on real local backends: ``python -m tests.world ENVIRONMENT``.

``members`` says which there are, by the environment that they are installed in; each gets a page in
``docs/conformance`` with its outcomes as it is and uplifted, and ``index`` makes the table of all.
"""
