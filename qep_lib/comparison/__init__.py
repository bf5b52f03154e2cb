"""Which figures of several sites may stand side by side, and what their differences allow to say. Nothing is measured,
worded or drawn here: figures come from the results table, words and drawings are `display/` and `reports/`.
"""
