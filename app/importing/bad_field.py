"""The value of a field that is not valid."""


class BadField(Exception):
    """The value of a field is not valid."""

    def __init__(self, field: str, reason: str, value: str) -> None:
        super().__init__(f"{field}: {reason}: {value!r}")
        self.field = field
        self.reason = reason
        self.value = value
