"""Whether a program computes after its migration what it computed before.

``recorder`` is run by other interpreters: it runs a program and notes what it computed, in terms of
``names``. ``running`` starts it, ``comparing`` says whether two records agree, with ``output`` for
what was printed and ``counts`` for the outcomes of shots, and ``verifying`` gives the verdict.
Nothing is run unless this is asked for.
"""
