"""The only place that asks which Qiskit is installed.

``versions`` holds the one table of minimum versions and the decorator that writes the error;
``legacy`` gives the classes that Qiskit 2.0 removed, where the installed Qiskit still has them;
``multiplexers`` mends circuits that Aer can't read.
"""
