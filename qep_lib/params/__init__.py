"""The only reader of `params/`: YAML and CSV to one checked `Catalogue`. What a parameter is belongs to `model`."""

from qep_lib.params.kept import read_catalogue

__all__ = ["read_catalogue"]
