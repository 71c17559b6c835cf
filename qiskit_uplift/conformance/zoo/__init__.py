"""Faulty devices, each with one fault, which the checks of the kit are tested with.

``base`` says what a `FaultyDevice` is and ``altered`` makes the reference device one; the others
hold them, a file a group of checks.
"""
