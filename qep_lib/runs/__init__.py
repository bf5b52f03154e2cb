"""Producing reports: plan, engine, executor, publication, ledger, index. What a report says is `reports/`."""
