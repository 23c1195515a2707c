"""Garbage is collected where the windows live: a worker that reckons much frees none of them."""

import gc
import threading

from PySide6.QtCore import QObject

from loyaldesk.ui.tidying import Tidying, tidy


class Ring:
    """Something only the collector frees, and that remembers who did."""

    freed_in: list[threading.Thread] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        Ring.freed_in.append(threading.current_thread())


def test_a_worker_that_makes_much_frees_nothing_of_the_windows(qapp):
    Ring.freed_in = []
    owner = QObject()
    tidying = Tidying(owner)
    try:
        Ring()
        worker = threading.Thread(target=lambda: [[n] for n in range(200_000)])
        worker.start()
        worker.join()
        assert Ring.freed_in == []
        for _ in range(3):
            [[n] for n in range(2_000)]
            gc.collect(0)
        tidy()
        assert Ring.freed_in == [threading.main_thread()]
    finally:
        tidying.stop()
    assert gc.isenabled()
