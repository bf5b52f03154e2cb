"""The environment variables of every kernel and nursery: what could change a report's bytes between machines, fixed."""

REPRODUCIBLE = {
    "TZ": "Europe/Paris",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""Some are read when Python or a library starts, so that a process cannot set them for itself. No thread for linear
algebra, nor for Arrow's allocator, is also what makes a fork safe: a thread does not follow its process."""
