"""What is said about backups: why they were made, how they and their two places stand."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from loyaldesk.domain.safekeeping import (
    FAILED,
    VERIFIED,
    Backup,
    BackupProblem,
    Loss,
    Restored,
    words,
)
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.backup_state import FAILED as LAST_FAILED
from loyaldesk.services.backup_state import LATE_AFTER, NONE, OLD_AFTER, PAUSED, Standing
from loyaldesk.services.second_copies import SecondState

HARMLESS = ("", "folder_missing")
"""A stick that is out for some days is as it should be."""


def reason(backup: Backup) -> str:
    """Return why a backup was made."""
    code = backup.manifest.reason if backup.manifest else ""
    return {
        "button": tr("by button"), "close": tr("at closing"), "timed": tr("by itself"),
        "restore": tr("before a restore"), "migration": tr("before an update"),
        "import": tr("before an import"), "merge": tr("before merging members"),
        "erase": tr("before erasing a member"), "retention": tr("before clearing old data"),
        "key": tr("before a change of keys"), "move": tr("before a move to a server"),
        "command": tr("by a command"),
    }.get(code, "\u2013")  # fmt: skip


def state(backup: Backup) -> str:
    """Return what is known of a backup file."""
    if backup.state == VERIFIED:
        return tr("verified")
    return tr("cannot be used") if backup.state == FAILED else tr("not a backup")


def members(count: int) -> str:
    """Return so many members in words."""
    return trn("{n} member", "{n} members", count).format(n=fmt.number(count))


def sales(count: int) -> str:
    """Return so many sales in words."""
    return trn("{n} sale", "{n} sales", count).format(n=fmt.number(count))


def short(standing: Standing, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """Return the words and the colour of the chip: the worst of both places."""
    first = _short_first(standing, now, zone)
    second = standing.second
    if first[1] != "ok" or second.place is None or second.why in HARMLESS:
        return first
    if second.why == "never":
        return tr("Second place is empty"), "warn"
    return (tr("Second place is too old") if second.is_old else tr("Second copy failed")), "danger"


def _short_first(standing: Standing, now: datetime, zone: tzinfo) -> tuple[str, str]:
    fixed: dict[str, Callable[[], tuple[str, str]]] = {
        PAUSED: lambda: (tr("Backups pause"), "warn"),
        LAST_FAILED: lambda: (tr("Last backup failed"), "danger"),
        NONE: lambda: (tr("No backup yet"), "warn"),
    }
    if standing.state in fixed or standing.made_at is None:
        return fixed.get(standing.state, fixed[NONE])()
    made = standing.made_at.astimezone(zone)
    days = (now.astimezone(zone).date() - made.date()).days
    age = now - standing.made_at  # a while may have passed since they were looked at
    kind = "danger" if age > OLD_AFTER else "warn" if age > LATE_AFTER else "ok"
    if days <= 0:
        return tr("Backup at {time}").format(time=fmt.time(made, zone)), kind
    text = trn("Backup {n} day ago", "Backup {n} days ago", days)
    return text.format(n=fmt.number(days)), kind


def first_place(standing: Standing, zone: tzinfo) -> str:
    """Return how the first place stands, in a sentence or two."""
    if standing.made_at is None:
        said = tr("There is no verified backup yet.")
    else:
        said = tr("The newest verified backup is of {moment}.").format(
            moment=fmt.moment(standing.made_at, zone)
        )
    if standing.state == PAUSED:
        return f"{said} " + tr("No backup is made by itself until the restore is confirmed.")
    if standing.why:
        why = words(BackupProblem(standing.why, _place_name(standing), standing.why))
        return f"{said} " + tr("The last one failed: {why}").format(why=why)
    return said


def _place_name(standing: Standing) -> str:
    return str(standing.newest.path.parent) if standing.newest else ""


def second_place(second: SecondState, zone: tzinfo) -> str:
    """Return how the second place stands, in a sentence."""
    if second.place is None:
        return tr("There is no second place. If this computer is lost, the backups are lost too.")
    if second.why not in ("", "old", "never", "folder_missing"):
        why = words(BackupProblem(second.why, str(second.place), second.why))
        return tr("The last copy to the second place failed: {why}").format(why=why)
    if second.why == "never":
        return tr("Nothing has been copied to the second place yet.")
    if second.made_at is None:
        return tr("The second place is not there. Plug the stick in.")
    said = {
        "": tr("The second place has the backup of {moment}, read back and equal."),
        "old": tr(
            "The newest copy in the second place is of {moment}: older than 7 days. Plug it in."
        ),
        "folder_missing": tr(
            "The second place is not there now; its newest copy is of {moment}. It is brought up"
            " to date when it comes back."
        ),
    }[second.why]
    return said.format(moment=fmt.moment(second.made_at, zone))


def second_kind(second: SecondState) -> str:
    """Return the colour of the second place."""
    if second.place is None or second.why == "never":
        return "warn"
    return "ok" if not second.why else "info" if second.why in HARMLESS else "danger"


def cost(loss: Loss | None, zone: tzinfo) -> list[str]:
    """Return what would be lost by a restore, a sentence each."""
    if loss is None:
        return [tr("How much has been recorded since cannot be told.")]
    if not loss.sales and not loss.members:
        told = [tr("No sale and no member has been added since.")]
    elif not loss.sales or not loss.members:
        what = sales(loss.sales) if loss.sales else members(loss.members)
        told = [tr("Lost from the club: {what}, recorded since then.").format(what=what)]
    else:
        told = [
            tr("{sales} and {members} recorded since then are lost from the club.").format(
                sales=sales(loss.sales), members=members(loss.members)
            )
        ]
    if loss.points:
        told.append(
            tr("The sum of all points changes by {points}.").format(points=fmt.signed(-loss.points))
        )
    if loss.receipts:
        listed = tr(", ").join(fmt.code(str(each)) for each in loss.receipts)
        more = loss.sales - len(loss.receipts)
        told.append(
            tr("Receipts that are lost: {receipts}.").format(receipts=listed)
            if more <= 0
            else tr("Receipts that are lost: {receipts} and {n} more.").format(
                receipts=listed, n=fmt.number(more)
            )
        )
    if loss.last_change is not None:
        told.append(
            tr("The last change to the club was on {moment}.").format(
                moment=fmt.moment(loss.last_change, zone)
            )
        )
    return told


def came_back(done: Restored, zone: tzinfo) -> str:
    """Return what came back, who was erased again, and where the old files lie."""
    held = done.manifest.figures
    told = [
        tr("The club is as it was on {moment}: {members} and {sales}.").format(
            moment=fmt.moment(done.manifest.created, zone),
            members=members(held.members), sales=sales(held.sales),
        )
    ]  # fmt: skip
    if done.erased_again:
        told.append(
            trn(
                "{n} member who had been erased since was erased again.",
                "{n} members who had been erased since were erased again.", done.erased_again,
            ).format(n=fmt.number(done.erased_again))
        )  # fmt: skip
    if done.before:
        told.append(
            tr("The club as it was before lies in {folder} under the name {name}.").format(
                folder=isolate(str(done.before[0].parent)), name=isolate(done.before[0].name)
            )
        )
    return "\n\n".join(told)
