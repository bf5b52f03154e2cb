"""Files in the layouts that tools write, built byte by byte: what each holds is known, so that reading it can be checked.

`LAYOUTS` are read whole, `BAD` are refused, or lose rows, with a sentence. Nothing here is a real person's: every answer, name
and address is invented. The imports of the tests read them, and `benchmarks/recognition.py` proposes sources for them.
"""

from layouts.audience import AUDIENCE, BAD_AUDIENCE
from layouts.forms import BAD_FORMS, FORMS
from layouts.layout import Bad, Layout
from layouts.portals import BAD_PORTALS, PORTALS
from layouts.registers import BAD_REGISTERS, REGISTERS
from layouts.telephone import BAD_TELEPHONE, TELEPHONE

LAYOUTS: tuple[Layout, ...] = (*FORMS, *PORTALS, *TELEPHONE, *AUDIENCE, *REGISTERS)
BAD: tuple[Bad, ...] = (*BAD_FORMS, *BAD_PORTALS, *BAD_TELEPHONE, *BAD_AUDIENCE, *BAD_REGISTERS)
