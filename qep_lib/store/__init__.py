"""The only reader and writer of Parquet: typed tables by table/site/year, their manifest, and results tables.

What the rows mean is `model/tables.py`; how raw files become rows is `intake/`.

Layout, under `data/`: `store/<table>/site=<id>/year=<y>.parquet`, one manifest a site in `store/manifest/<id>.json`
(a report of one site never opens another site's files), `results/site=<id>/<period>.parquet`.

Names are imported from their module: who only looks at a manifest must not load pandas.
"""
