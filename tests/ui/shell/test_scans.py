"""A scan and an open dialog: what lies behind the dialog stays as it is."""

from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.shell.program import Program
from tests.makers import make_member


def test_a_scan_changes_nothing_behind_an_open_dialog(program: Program, desk: Desk) -> None:
    member = make_member(desk)
    program.window.go("members")
    dialog = Dialog(program.window, "Reason")
    dialog.open()
    program.window.take_scan(member.number)
    assert program.window.place == "members"
    dialog.reject()
    program.window.take_scan(member.number)
    assert program.window.place == "counter"
