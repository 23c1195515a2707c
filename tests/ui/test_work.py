"""Long work runs beside the window, tells how far it is, and leaves no thread behind."""

import gc
import threading
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete

from loyaldesk.kernel.events import EventBus
from loyaldesk.ui.bridge import News
from loyaldesk.ui.tasks import Runner


class Told:
    def __init__(self, name: str = "") -> None:
        self.name = name


@pytest.fixture
def rooms() -> list[str]:
    return []


@pytest.fixture
def runner(qapp, rooms):
    @contextmanager
    def around():
        rooms.append("in")
        try:
            yield
        finally:
            rooms.append("out")

    errors = []
    runner = Runner(around, errors.append)
    runner.errors = errors
    yield runner
    assert runner.stop()


def test_work_runs_elsewhere_and_its_end_is_told_here(qtbot, runner, rooms) -> None:
    threads = {}
    somebody_listens = threading.Event()

    def work(progress):
        threads["work"] = threading.get_ident()
        somebody_listens.wait(10)  # a quick worker would tell the step before anybody hears it
        progress.step(1, 2, "نیمه")
        return 42

    results, steps = [], []

    def done(result) -> None:
        threads["done"] = threading.get_ident()
        results.append(result)

    task = runner.run(work, done=done)
    task.stepped.connect(lambda *step: steps.append(step))
    somebody_listens.set()
    qtbot.waitUntil(lambda: results == [42])
    assert threads["work"] != threads["done"] == threading.get_ident()
    assert (1, 2, "نیمه") in steps
    assert rooms == ["in", "out"]
    assert not runner.is_busy()


def test_one_work_after_the_other(qtbot, runner) -> None:
    order, together = [], []
    inside = threading.Semaphore(1)

    def work(number):
        def run(_progress):
            together.append(inside.acquire(blocking=False))
            inside.release()
            return number

        return run

    for number in range(5):
        runner.run(work(number), done=order.append)
    qtbot.waitUntil(lambda: len(order) == 5)
    assert order == [0, 1, 2, 3, 4]
    assert all(together)


def test_an_error_is_told_and_the_room_is_left(qtbot, runner, rooms) -> None:
    def work(_progress):
        raise OSError("full")

    runner.run(work, done=lambda _: None)
    qtbot.waitUntil(lambda: len(runner.errors) == 1)
    assert isinstance(runner.errors[0], OSError)
    own = []
    runner.run(work, done=lambda _: None, failed=own.append)
    qtbot.waitUntil(lambda: len(own) == 1)
    assert len(runner.errors) == 1
    assert rooms == ["in", "out"] * 2


def test_stopped_work_is_neither_done_nor_failed(qtbot, runner) -> None:
    begun = threading.Event()

    def work(progress):
        begun.set()
        while True:
            progress.step(0, 0)
            QThread.msleep(1)

    results = []
    task = runner.run(work, done=results.append)
    assert begun.wait(5)
    with qtbot.waitSignal(task.cancelled):
        task.cancel()
    assert not results
    assert not runner.errors


def test_closing_leaves_no_thread(qapp, runner) -> None:
    begun, ran = threading.Event(), []

    def endless(progress):
        begun.set()
        while True:
            progress.step(0, 0)
            QThread.msleep(1)

    runner.run(endless, done=lambda _: None)
    runner.run(lambda _: ran.append(1), done=lambda _: None)
    assert begun.wait(5)
    assert runner.stop(5000)
    assert not ran
    assert not runner.is_busy()


def test_many_small_works_crash_nothing(qtbot, runner) -> None:
    results = []
    for number in range(200):
        runner.run(lambda _p, n=number: n, done=results.append)
        gc.collect(0)
    qtbot.waitUntil(lambda: len(results) == 200)
    assert results == list(range(200))


def test_news_reach_a_widget_at_once_in_the_gui_thread(qtbot) -> None:
    bus, heard = EventBus(), []
    page = QWidget()
    qtbot.addWidget(page)
    News(bus).on(Told, page, lambda event: heard.append(event.name))
    bus.publish(Told("یک"))
    assert heard == ["یک"]


def test_news_from_another_thread_cross_over(qtbot) -> None:
    bus, heard = EventBus(), []
    page = QWidget()
    qtbot.addWidget(page)
    News(bus).on(Told, page, lambda _: heard.append(threading.get_ident()))
    thread = threading.Thread(target=bus.publish, args=(Told(),))
    thread.start()
    thread.join()
    assert not heard
    qtbot.waitUntil(lambda: heard == [threading.get_ident()])


def test_a_closed_page_hears_nothing_more(qapp: QApplication) -> None:
    bus, heard = EventBus(), []
    page = QObject()
    News(bus).on(Told, page, heard.append)
    delete(page)
    bus.publish(Told())
    qapp.processEvents()
    assert not heard
    assert not bus._listeners[Told]
