"""Reporting workbench for the Qual-e-pref label. This is the public face for notebooks; internals never import it."""

__version__ = "0.1.0"
