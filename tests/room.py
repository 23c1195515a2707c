"""Where the clubs of the tests lie: in memory where a computer has such a place and room in it.

Each of many thousand sales waits for the disk, which proves nothing here: what is true after a
power cut is tried on disks made for it, in ``tests/safety``.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 2 << 30

# else each of the programs that tests start and kill compiles all of it anew
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def room_for_clubs() -> str:
    """Return the folder below which the tests make theirs."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES
    return str(MEMORY) if in_memory else tempfile.gettempdir()
