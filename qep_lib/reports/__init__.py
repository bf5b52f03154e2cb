"""One module a report, and the sections they share: measured results and stored rows become elements."""
