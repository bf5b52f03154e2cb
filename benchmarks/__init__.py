"""What is measured, each script a ratio against a baseline of the same run. Nothing here decides a test's result."""

# Before nbformat: without it, the loops that runs are compared with would start 1.4 s later (the reason is there).
import qep_lib.runs  # noqa: F401
