"""The only reader of `params/`: YAML and CSV to one checked `Catalogue`. What a parameter is belongs to `model`."""

from qep_lib.params.catalogue import check_params, read_catalogue, readable_catalogue
from qep_lib.params.schemas import write_schemas

__all__ = ["check_params", "read_catalogue", "readable_catalogue", "write_schemas"]
