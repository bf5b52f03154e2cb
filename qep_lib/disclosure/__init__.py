"""The one gate between what was measured and what an audience may see: hidden, merged and rounded, once, for pages and files.

Reports, displays, exports and the workbench read no stored row and no measured figure but through it.
"""
