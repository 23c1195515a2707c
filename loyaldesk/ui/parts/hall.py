"""What every page is given: the desk, the news, the worker and the means to speak to a person."""

from collections.abc import Callable
from dataclasses import dataclass

from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services.club import ClubFacts
from loyaldesk.services.desk import Desk
from loyaldesk.ui.bridge import News
from loyaldesk.ui.kit.toast import ToastHost
from loyaldesk.ui.tasks import Runner


@dataclass(frozen=True, slots=True)
class Hall:
    """What a page works with. Another operator, language or theme means another hall.

    A page is a QWidget made by ``Page(hall, parent=None)``. What the shell looks for on it, each
    only if it is there:

    - signals ``member_wanted(int)`` (open the 360 page of a member), ``place_wanted(str)`` (open a
      place by its key), ``counter_wanted(str)`` (go to the counter with this code),
      ``quick_wanted(str)`` (open the small window of this key, such as ``F9``);
    - methods ``refresh()`` (F5, and when another program wrote), ``focus_first()`` (each time the
      page is shown), ``take_scan(code: str)`` (a scan while it is shown; else the counter gets it),
      ``key_pressed(name: str) -> bool`` (a function key such as ``F6``; True when it was used),
      ``subject() -> int`` (the member on view, 0 for none: F7, F9 and their like begin with it),
      ``open_record(place: str, record_id: int)`` (show this record).

    Attributes:
        desk: The club with who acts.
        news: Events, in the GUI thread, ended with the listening widget.
        runner: The one worker; long work goes there with progress and cancel.
        settings: Of this computer.
        facts: Of the shop.
        toasts: Short words at the foot of the window, with an Undo.
        confirm_secret: Ask for the operator's password or PIN before a privileged act; returns
            whether it was right.
        save_settings: Store changed settings of this computer and put them into force.
    """

    desk: Desk
    news: News
    runner: Runner
    settings: MachineSettings
    facts: ClubFacts
    toasts: ToastHost
    confirm_secret: Callable[[str], bool]
    save_settings: Callable[[MachineSettings], None]
