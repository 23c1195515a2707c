"""Start to the first page a key works on, beside a bare window, each in a fresh process.

``python -m tests.benchmarks.bench_start --members 2000``
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.common import NOW, Times, arguments, opened

ROOT = Path(__file__).parents[2]

BARE = """
import os, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time() - float(os.environ["BEGUN"]), flush=True)
        os._exit(0)
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""

OURS = """
import os, sys, time
from pathlib import Path
from datetime import datetime
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
from loyaldesk import app as loyaldesk
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import opening
now = datetime.fromisoformat(os.environ["NOW"])
settings = MachineSettings(language=os.environ["SPEAKS"])
loyaldesk.dress(app, settings)
desk = opening.open_desk(Path(os.environ["CLUB"]), clock=lambda: now)
window = loyaldesk.build_window(desk, settings)
window.go("counter")
window.resize(1280, 800)
window.show()
def ready():
    waited = time.time() - float(os.environ["BEGUN"])
    if not isinstance(app.focusWidget(), QLineEdit) and waited < 20:
        QTimer.singleShot(0, ready)
        return
    if not isinstance(app.focusWidget(), QLineEdit):
        os._exit(1)
    print(time.time() - float(os.environ["BEGUN"]), flush=True)
    known = os.path.exists("/proc/self/status")
    with open("/proc/self/status" if known else os.devnull) as status:
        print([line.split()[1] for line in status if line.startswith("VmRSS")] or ["0"], flush=True)
    print(sorted({name.split(".")[0] for name in sys.modules} & {"numpy", "scipy", "pandas",
        "reportlab", "openpyxl", "xlsxwriter", "uharfbuzz"}), flush=True)
    os._exit(0)
QTimer.singleShot(0, ready)
app.exec()
"""


def once(text: str, environment: dict[str, str]) -> list[str]:
    """Return what a fresh process says when its first picture stands."""
    # An installed program is compiled already; some shells forbid Python to keep what it compiles.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    begun = {"BEGUN": repr(time.time())}
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**kept, **environment, **begun}, timeout=60,
    )  # fmt: skip
    return done.stdout.splitlines()


def main() -> None:
    """Print milliseconds from the start of the process, the bare window's beside them."""
    parser = arguments(__doc__ or "", members=2000)
    parser.set_defaults(repeat=7)
    chosen = parser.parse_args()
    desk = opened(chosen)
    club = str(desk.db.path)
    desk.db.close()
    environment = {
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"), "CLUB": club,
        "NOW": NOW.isoformat(), "SPEAKS": "fa", "LOYALDESK_HOME": str(chosen.folder),
        "PYTHONPYCACHEPREFIX": str(chosen.folder / "compiled"),
    }  # fmt: skip
    once(BARE, environment)
    once(OURS, environment)
    bare, ours, told = [], [], []
    for _ in range(chosen.repeat):
        bare.append(float(once(BARE, environment)[0]) * 1000)
        told = once(OURS, environment)
        ours.append(float(told[0]) * 1000)
    floor = Times("floor: bare QMainWindow painted", tuple(sorted(bare)))
    real = Times("LoyalDesk, the counter has the focus", tuple(sorted(ours)))
    for times in (floor, real):
        print(times.told(floor), f" x{times.ms[0] / floor.ms[0]:8.2f} (least)")
    print("kB of memory and heavy modules loaded:", *told[1:])


if __name__ == "__main__":
    main()
