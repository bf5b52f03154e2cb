"""Imported before `preload`, in the server of workers: no collection of garbage until everything is imported.

What is imported stays. The collector would go through it again and again: a quarter of the server's start.
"""

import gc

gc.disable()
