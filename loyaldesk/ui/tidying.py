"""Collecting garbage in the GUI thread only: a worker must never free what belongs to Qt."""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 2_000


def tidy() -> None:
    """Collect what Python's own thresholds would collect by now; in the thread of the windows."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation]:
            gc.collect(generation)
            return


class Tidying(QObject):
    """Takes the collector out of the hands of chance for as long as the program runs.

    Python collects wherever an object is made, so a worker that reckons much would also free the
    windows that were closed meanwhile, and Qt allows that in their own thread only.

    Args:
        parent: What it ends with.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(tidy)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
