"""What the search box finds: members, the receipt of a number, places and actions."""

from collections.abc import Callable

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import code_key, fold
from loyaldesk.services import members
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import contact
from loyaldesk.services.receipts import by_receipt
from loyaldesk.ui.shell.main_window import MainWindow
from loyaldesk.ui.shell.places import Found
from loyaldesk.ui.shell.quick import QuickAct

MOST_MEMBERS = 8


def find_everything(window: MainWindow, typed: str) -> list[Found]:
    """Return what fits *typed*, grouped; all places and actions while nothing is typed."""
    text = fold(typed)
    found = (
        _members(window, typed)
        + _receipts(window, typed)
        + _places(window, text)
        + _parts(window, text)
        + _actions(window, text)
    )
    is_somebody = any(each.group in (tr("Members"), tr("Receipts")) for each in found)
    if text and not is_somebody and window.hall.desk.may(Permission.MEMBER_ENROL):
        found.append(_new_member(window, typed.strip()))
    return found


def _members(window: MainWindow, typed: str) -> list[Found]:
    desk = window.hall.desk
    if not typed.strip() or not desk.may(Permission.MEMBER_READ):
        return []
    return [
        Found(
            tr("Members"),
            hit.name,
            "  ".join(filter(None, (fmt.code(hit.number), _mobile(desk, hit.mobile)))),
            "user",
            _opener(window, hit.id),
        )
        for hit in members.find(desk, typed, MOST_MEMBERS)
    ]


def _mobile(desk: Desk, mobile: str) -> str:
    """Return the number for those who may see it, else its last four digits."""
    return contact(mobile, hidden=not desk.may(Permission.MEMBER_REVEAL)).text


def _receipts(window: MainWindow, typed: str) -> list[Found]:
    desk = window.hall.desk
    if not code_key(typed).isdecimal() or not desk.may(Permission.SALE_READ):
        return []
    return [
        Found(
            tr("Receipts"),
            tr("Receipt {n}, {name}").format(n=fmt.code(str(sale.receipt)), name=sale.name),
            f"{fmt.day(sale.sold_on)}  {fmt.amount_with_unit(sale.amount_rial)}",
            "receipt",
            _counter_opener(window, str(sale.receipt)),
        )
        for sale in by_receipt(desk, typed)
    ]


def _counter_opener(window: MainWindow, code: str) -> Callable[[], None]:
    return lambda: window.open_counter(code)


def _opener(window: MainWindow, member_id: int) -> Callable[[], None]:
    return lambda: window.open_member(member_id)


def _places(window: MainWindow, text: str) -> list[Found]:
    return [
        Found(
            tr("Pages"),
            title,
            fmt.code(f"Ctrl+{number}") if number < 10 else "",
            icon,
            _goer(window, key),
        )
        for number, (key, title, icon) in enumerate(window.place_titles(), 1)
        if text in fold(title)
    ]


def _parts(window: MainWindow, text: str) -> list[Found]:
    """Return the parts of pages, once something of their name is typed."""
    if not text:
        return []
    names = {key: title for key, title, _icon in window.place_titles()}
    return [
        Found(tr("Pages"), title, names[key], icon, _part_goer(window, key, title))
        for key, title, icon in window.part_titles()
        if text in fold(title)
    ]


def _part_goer(window: MainWindow, key: str, title: str) -> Callable[[], object]:
    return lambda: window.go_part(key, title)


def _goer(window: MainWindow, key: str) -> Callable[[], object]:
    return lambda: window.go(key)


def _actions(window: MainWindow, text: str) -> list[Found]:
    group = tr("Actions")
    actions = [
        Found(group, tr("Switch operator"), "F12", "users", window.switch_wanted.emit),
        Found(group, tr("Light or dark theme"), "", "palette", window.theme_wanted.emit),
        Found(group, tr("فارسی / English"), "", "language", window.language_wanted.emit),
        Found(group, tr("Help"), "F1", "help", window.open_help),
    ]
    if window.hall.desk.may(Permission.BACKUP_CREATE):
        actions.append(Found(group, tr("Back up now"), "", "device-floppy", window.back_up))
    if window.has_lock:
        actions.append(Found(group, tr("Lock the screen"), "", "lock", window.lock_wanted.emit))
    if window.hall.desk.may(Permission.MEMBER_ENROL):
        new = Found(group, tr("New member"), "F2", "user-plus", window.new_member)
        actions.insert(0, new)
    actions[:0] = [
        Found(group, act.title, act.key, act.icon, _quick_opener(window, act))
        for act in window.quick.acts()
    ]
    return [each for each in actions if text in fold(each.title)]


def _quick_opener(window: MainWindow, act: QuickAct) -> Callable[[], None]:
    return lambda: window.quick.open(act)


def _new_member(window: MainWindow, typed: str) -> Found:
    title = tr("No member found. Enter makes a new one.")
    go_on = _counter_opener(window, typed)
    return Found(tr("New member"), title, typed[:40], "user-plus", go_on)
