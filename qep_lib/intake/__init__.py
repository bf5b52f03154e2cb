"""From a raw file to validated typed rows: reading gate, readers by format, mapping, conversion, checks.

Storing rows is `store`; reading `params/` is `params`.
"""

from qep_lib.intake.importer import ImportOutcome, check_file, import_file

__all__ = ["ImportOutcome", "check_file", "import_file"]
