"""Legacy in, modern out: any backend as a ``BackendV2`` with a Sampler and an Estimator.

From the user inwards:

- ``backend`` (``uplift``), ``capabilities`` (with ``manifest`` and ``probing``), ``target`` (with
  ``legacy_data``): the ``BackendV2``.
- ``sampler`` (with ``kerneled``) and ``estimator`` (with ``estimation``, ``observables``,
  ``grouping`` and ``rotations``): the primitives; ``metadata`` and ``jobs`` are what both hand
  back, and ``primitives`` has the bases of those with one provider's options.
- ``transpilation`` and ``isa``: what is done with a circuit before it is sent; ``measurements`` and
  ``flattening`` serve providers that take circuits in one form only.
- ``sessions`` (with ``grouped``): runs that belong together.
- ``planning``, ``channel`` and ``execution``: batches, submission, collection.
- ``results``, ``decoding``, ``notations``, ``packing``, ``dialects``, ``registers``, ``samples``,
  ``counted``: a provider's answer to outcomes; ``encoding`` and ``rewriting`` go the other way.
- ``provider``, ``options``, ``introspection``, ``registry`` and the folder ``providers``: what
  differs between providers; ``support`` makes the support matrix of it.
"""
