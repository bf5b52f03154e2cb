"""What a nursery has ready before it forks: libraries imported, and what they prepare at first use prepared.

Every module here is one that a report's kernel imports at its birth or in its first cells; none starts a thread.
"""

import pdb
import sqlite3
from datetime import date

import ipykernel.debugger
import ipykernel.zmqshell
import IPython.core.completerlib
import IPython.core.debugger
import IPython.core.logger
import IPython.core.oinspect
import IPython.extensions.storemagic
import pyarrow.pandas_compat
import tornado.platform.asyncio
import tornado.queues
from matplotlib.backends.registry import backend_registry

from qep_lib.display import maps
from qep_lib.display.contours import country_contours
from qep_lib.display.figures import draw_counts
from qep_lib.display.render import prepare_templates
from qep_lib.display.wording import format_date
from qep_lib.indicators.results import sources_sha256
from qep_lib.model.tables import TABLES
from qep_lib.provenance import library_sha256, lock_sha256
from qep_lib.reports import opening
from qep_lib.reports.section import import_sections
from qep_lib.store.parquet import empty_table

IMPORTED = (
    pdb,
    sqlite3,
    ipykernel.debugger,
    ipykernel.zmqshell,
    IPython.core.completerlib,
    IPython.core.debugger,
    IPython.core.logger,
    IPython.core.oinspect,
    IPython.extensions.storemagic,
    pyarrow.pandas_compat,
    tornado.platform.asyncio,
    tornado.queues,
    maps,
    opening,
)


def warm() -> None:
    """Do once what every report would do again: import the sections, find the fonts, load what draws, compile the
    templates, hash the sources, load the words of French dates, look for drawing backends among the installed packages, read the
    contours of departments, type the columns of every table.

    A bar is drawn and thrown away: no figure is kept.
    """
    import_sections()
    draw_counts((format_date(date.min),), (1.0,), ("1",))
    country_contours()
    prepare_templates()
    backend_registry.list_all()
    for table in TABLES:
        empty_table(table)
    library_sha256()
    lock_sha256()
    sources_sha256()
