"""Runs whose process dies, whose device fails, or that are two thousand.

``numbering`` is a device that numbers its shots, so that a lost one and a doubled one show;
``server`` puts it into a process of its own, ``killing`` has processes that run on it and are
killed.
"""
