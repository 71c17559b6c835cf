"""One small file a provider, all of the same shape: a `Provider` subclass with its facts.

A file says which version of the package its facts were read from. ``generic`` is for every
backend that no other file claims.
"""
