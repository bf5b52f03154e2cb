"""Producing reports, in five rooms, the road of a job: `plan`, `execute`, `publish`, `record`, `guard`."""

import sys

# The one side effect of an import in the library, for 2.6 s in every process that runs a report: nbformat imports
# jsonschema, which compiles the whole grammar of internationalised web addresses for two formats that no notebook
# schema uses. None makes that optional import fail, as on a machine without the package.
sys.modules.setdefault("rfc3987_syntax", None)
