"""A server whose kernels are made ready while it starts itself.

python -m qep_lib.kernels.ahead <module that every kernel has imported> <module to run> <its arguments>
"""

import runpy
import sys

from qep_lib.kernels import client
from qep_lib.unpromised import skip_grammar_of_web_addresses

if __name__ == "__main__":
    imported, run = sys.argv[1:3]
    client.prepare(imported)
    skip_grammar_of_web_addresses()
    sys.argv[1:] = sys.argv[3:]
    runpy.run_module(run, run_name="__main__", alter_sys=True)
