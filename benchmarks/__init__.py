"""What our primitives cost, each beside Qiskit's own class in one process.

``python -m benchmarks`` prints one table. `replay` is a backend that answers at once, so that what
is timed is the wrapper alone; `cases` are the workloads, `measure` times them; `batches` are those
of which the times are told by batch. `noisy_device` is a program of its own, `coverage` measures
how much of old code is rewritten, and `programs` whether it computes the same. Nothing here is a
test: no figure makes a run fail.
"""
