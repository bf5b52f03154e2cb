"""From a raw file to validated typed rows: reading gate, readers by format, mapping, conversion, checks.

Storing rows is `store`; reading `params/` is `params`.

Names are imported from their module: `arrival` tells without loading pandas that a file is stored already.
"""
