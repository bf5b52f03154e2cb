"""Producing reports, in five rooms, the road of a job: `plan`, `execute`, `publish`, `record`, `guard`."""

from qep_lib.unpromised import skip_grammar_of_web_addresses

# The one side effect of an import in the library: before any of these rooms imports nbformat.
skip_grammar_of_web_addresses()
