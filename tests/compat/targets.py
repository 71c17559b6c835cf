"""How two Targets differ in what they mean."""

import math


def same(ours, theirs):
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, rel_tol=1e-12)


def operation(target, name):
    """What a name stands for; parameters that differ in nothing but their identity are alike."""
    found = target.operation_from_name(name)
    if isinstance(found, type):
        return found
    return type(found), found.name, found.num_qubits, [str(value) for value in found.params]


def differences(ours, theirs):
    """What differs: by instruction, qubits, error, duration, timing, dt, qubit properties."""
    for name in ("num_qubits", "granularity", "min_length", "pulse_alignment", "acquire_alignment"):
        if getattr(ours, name) != getattr(theirs, name):
            yield name, getattr(ours, name), getattr(theirs, name)
    if not same(ours.dt, theirs.dt):
        yield "dt", ours.dt, theirs.dt
    mine, others = set(ours.operation_names), set(theirs.operation_names)
    if mine != others:
        yield "names", mine - others, others - mine
    for name in sorted(mine & others):
        if operation(ours, name) != operation(theirs, name):
            yield "operation", operation(ours, name), operation(theirs, name)
        if set(ours[name]) != set(theirs[name]):
            yield name, set(ours[name]), set(theirs[name])
            continue
        for qargs, mine in ours[name].items():
            other = theirs[name][qargs]
            for field in ("error", "duration"):
                values = getattr(mine, field, None), getattr(other, field, None)
                if not same(*values):
                    yield (name, qargs, field, *values)
    pairs = zip(ours.qubit_properties or (), theirs.qubit_properties or (), strict=True)
    for qubit, (mine, other) in enumerate(pairs):
        for field in ("t1", "t2", "frequency"):
            if not same(getattr(mine, field), getattr(other, field)):
                yield qubit, field, getattr(mine, field), getattr(other, field)
