"""Follow-ups as a file of a calendar: written once, or kept fresh for programs that subscribe."""

from datetime import date, timedelta
from pathlib import Path

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.gateways import ics as calendar
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.services.exports import unwritable
from loyaldesk.services.followup_reading import Filter, FollowupRow, agenda, overdue
from loyaldesk.services.followup_steps import rules_of
from loyaldesk.services.followup_words import channel_name, reason_name

BACK, AHEAD = timedelta(days=30), timedelta(days=400)
"""How far a calendar reaches; what is overdue stands in it however old it is."""
ALARM_MINUTES = 10
MOST = 20_000
"""A calendar of more is none that a telephone reads."""
FAILED = "followup.calendar"
EVERYTHING = Filter(states=("open", "done", "cancelled"))


def ics(desk: Desk, wanted: Filter | None = None) -> bytes:
    """Return follow-ups as a calendar: names and what is to be done, no telephone numbers."""
    return _calendar(desk, wanted)[0]


def write_ics(desk: Desk, path: Path, wanted: Filter | None = None) -> int:
    """Write follow-ups to a calendar file, whole or not at all, and return how many.

    Raises:
        BadInput: If the file's name does not end in ``.ics``.
        StorageProblem: If it cannot be written; it is then as it was.
        PermissionDenied: If the operator may not let a list leave the house.
    """
    if path.suffix.lower() != ".ics":
        raise BadInput("file", "file ending", ".ics")
    desk.require(Permission.LIST_EXPORT)
    content, count = _calendar(desk, wanted)
    with desk.change(Permission.LIST_EXPORT) as change:
        _write(path, content)
        change.note("list.export", "list", None, list="followups", rows=count)
    return count


def refresh_subscription(desk: Desk) -> bool:
    """Write the file that calendar programs subscribe to; return whether there is one.

    Call it at night and after changes. The file stays as it is when nothing in it changed.

    Raises:
        StorageProblem: If it cannot be written.
    """
    with desk.reading(Permission.FOLLOWUP_READ):
        target = rules_of(desk.db).subscription
    if not target:
        return False
    path = Path(target)
    content = _calendar(desk, EVERYTHING)[0]
    try:
        if path.is_file() and path.read_bytes() == content:
            return True
    except OSError:
        pass  # a file that cannot be read may still be written over
    _write(path, content)
    return True


def keep_fresh(desk: Desk) -> None:
    """Write that file where it can be written: that it cannot be ends nothing but is told."""
    try:
        refresh_subscription(desk)
    except StorageProblem as error:
        desk.note_failure(FAILED, "club", 1, error.why)


def check_subscription(target: str) -> None:
    """Refuse a file that calendar programs could not subscribe to; none at all is no fault.

    Raises:
        BadInput: If it is no absolute path of an ``.ics`` file in a folder that is there.
    """
    if not target:
        return
    path = Path(target)
    if not path.is_absolute() or path.suffix.lower() != ".ics" or not path.parent.is_dir():
        raise BadInput("subscription", "not a calendar file", target[:80])


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        found: StorageProblem = unwritable(path, error)
        raise found from error


def _calendar(desk: Desk, wanted: Filter | None) -> tuple[bytes, int]:
    wanted = wanted or EVERYTHING
    with desk.reading(Permission.FOLLOWUP_READ):
        today: date = desk.today()
        found = agenda(desk, today - BACK, today + AHEAD, wanted, limit=MOST)
        rows = {row.id: row for row in found}
        if "open" in wanted.states:
            rows |= {row.id: row for row in overdue(desk, wanted, limit=MOST)}
        facts = club.facts(desk)
    host = f"{facts.uid}.loyaldesk"
    entries = [_entry(row, host) for row in sorted(rows.values(), key=lambda r: (r.due_at, r.id))]
    name = tr("Follow-ups of {shop}").format(shop=facts.shop)
    return calendar.write(entries, name, alarm_minutes=ALARM_MINUTES), len(entries)


def _entry(row: FollowupRow, host: str) -> calendar.Entry:
    who = row.name or tr("Task of the shop")
    title = f"{channel_name(row.channel)}: {who}"
    lines = [row.text, *(f"- {line}" for line in row.checklist), reason_name(row.reason)]
    if row.owner:
        lines.append(tr("Operator: {name}").format(name=row.owner))
    return calendar.Entry(
        f"followup-{row.id}@{host}", row.due_at if row.at is not None else None, row.due_on,
        row.minutes, title, "\n".join(line for line in lines if line), channel_name(row.channel),
        row.state, row.changed_at,
    )  # fmt: skip
