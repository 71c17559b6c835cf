"""Legacy in, modern out: any backend as a ``BackendV2`` with a Sampler and an Estimator.

``backend`` and ``target`` make the ``BackendV2``; ``sampler`` and ``estimator`` stand on
``planning`` (PUBs to batches), ``execution`` (submit, collect) and ``decoding`` (a provider's
result to ``samples``); ``options``, ``registry`` and ``providers/`` hold what differs between
providers.
"""
