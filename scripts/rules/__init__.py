"""The rules of this repository that a machine can check. Run them with ``python -m scripts.rules``."""
