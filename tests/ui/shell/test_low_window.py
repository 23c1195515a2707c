"""The smallest window has room for everything at the side, under a banner too."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from loyaldesk.ui.kit.avatar import Avatar
from loyaldesk.ui.shell.sidebar import SideBar


def test_who_is_at_the_desk_is_seen_whole_in_the_smallest_window(program):
    window = program.window
    side = window.findChild(SideBar)
    face = side.findChild(Avatar)
    window.add_banner("The club was restored from a backup.", "warn", "All is right")
    for height in (window.minimumHeight(), 728, 900):
        program.frame.resize(1024, height)
        QApplication.processEvents()
        assert face.height() == 36, (height, side.height(), side.minimumSizeHint().height())
        foot = face.mapTo(side, QPoint(0, face.height())).y()
        assert foot < side.height() - 36
