"""What a faulty device raises.

They stand for a provider's own errors, so none of them is an ``UpliftError``.
"""


class TransientDeviceError(ConnectionError):
    """The connection failed; the same call may work the next time."""


class UnreachableDeviceError(TransientDeviceError, ConnectionRefusedError):
    """The call didn't even arrive."""


class PermanentDeviceError(RuntimeError):
    """The device refuses the job, and will again."""
