"""A server that goes away under a timer: its own screen says it, and nothing says it again."""

import sys

from PySide6.QtWidgets import QApplication, QDialog

from loyaldesk.domain.errors import StorageProblem


def test_a_timer_that_met_a_server_which_is_back_by_now_says_nothing(program, qtbot):
    problem = StorageProblem("server gone", "shop@192.168.1.10:5432")
    sys.excepthook(StorageProblem, problem, None)
    qtbot.wait(50)
    shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog)]
    assert not [each for each in shown if each.isVisible()]
    assert program.frame.shown() is program.window, "the club answers, so the work goes on"
