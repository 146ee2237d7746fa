"""Before anything is collected: one thread for every linear algebra, as `make` and the program itself have it.

The sums of several threads end in other last bits, and a bare `pytest` would take them for faults. numpy reads how many threads it may
have when it is loaded, so this file stands where pytest reads it first, whatever is asked for.
"""

import os

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

for name in THREADS:
    os.environ[name] = "1"
