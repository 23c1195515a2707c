"""A page whose long work runs in a thread with its own connection, as in the program."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from loyaldesk.services.desk import Desk
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.tasks import Runner
from tests.ui.pages.hands import standing


@contextmanager
def working(make: Callable[[Hall], QWidget], desk: Desk, **hall: object) -> Iterator[QWidget]:
    """Show the page *make* returns; *hall* changes what it is given."""
    failed: list[Exception] = []
    runner = Runner(desk.db.connection_context, failed.append)
    with standing(lambda plain: make(replace(plain, runner=runner, **hall)), desk) as page:
        page.runner_in_test = runner
        yield page
        assert runner.stop()
    assert not failed


@contextmanager
def held(runner: Runner) -> Iterator[None]:
    """Keep the worker busy inside the block, so that what is started waits."""
    gate = threading.Event()
    runner.run(lambda _progress: gate.wait(20), done=lambda _nothing: None)
    try:
        yield
    finally:
        gate.set()
