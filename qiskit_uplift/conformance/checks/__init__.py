"""The checks, a file a group: each is a function that takes a `Trial` and returns if all is well.

A new check is a function here under the decorator `check`; the registry finds it by itself.
"""
