"""One file a provider, all of the same shape: a `Provider` subclass with its facts, and primitives.

The primitives are a Sampler and an Estimator whose options are the provider's own, where it has
any; no file imports the provider's package.

A file says which version of the package its facts were read from. ``generic`` is for every
backend that no other file claims.
"""
