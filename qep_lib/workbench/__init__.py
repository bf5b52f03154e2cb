"""What an analyst explores in JupyterLab: results, surveys, sites side by side, by calls or with pickers.

The views are the elements of the reports, from the same functions; nothing is measured here.
"""
