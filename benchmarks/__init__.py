"""Benchmarks: `make bench` runs them all, `python -m benchmarks.<name>` runs one. What is measured is `qep_lib`."""
