"""Object, input and enum types of the API."""

# First of all: an enum must have its public name before a type mentions it.
from schema.types import enums

__all__ = ["enums"]
