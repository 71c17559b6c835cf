"""Conformance: prove that a backend is right, or show the smallest circuit on which it is wrong."""
