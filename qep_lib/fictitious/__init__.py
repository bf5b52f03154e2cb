"""A fictitious country: invented data of every site, seeded, labelled as such, in a workspace of its own.

Levels and spreads are in `levels.csv`, each with its source. Figures are measured from these rows as from any others.
"""
