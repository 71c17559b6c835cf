"""Records of a run: everything that the subject was asked and answered, to be judged again.

``tapes`` puts `standins` in the place of the backend, its Sampler and its Estimator: while it
records they pass everything on and note it in a section a check (``sections``), and on replay they
answer from it. Requests are known again by ``digests`` of their arguments. Answers are written as
data (``values``, ``targets``), errors and objects by what is known of their ``classes``; nothing is
pickled, and no code of a record is ever run. ``folder`` is the record as files.
"""
