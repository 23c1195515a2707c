"""Commands about backups: backup, backups, restore."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from loyaldesk.cli.frame import (
    DONE,
    FAILED,
    PASSPHRASE,
    add_club,
    asked,
    meter,
    opened,
    say,
    say_json,
)
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate

if TYPE_CHECKING:
    from loyaldesk.domain.safekeeping import Backup, Loss, Restored
    from loyaldesk.services.desk import Desk

NEWEST = "newest"


def add_backup(parser: argparse.ArgumentParser) -> None:
    """Give the command ``backup`` its options."""
    add_club(parser)
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="copy it there too")
    parser.add_argument("--json", action="store_true")


def add_backups(parser: argparse.ArgumentParser) -> None:
    """Give the command ``backups`` its options."""
    add_club(parser)
    parser.add_argument("--json", action="store_true")


def add_restore(parser: argparse.ArgumentParser) -> None:
    """Give the command ``restore`` its options."""
    add_club(parser)
    parser.add_argument("file", metavar="FILE|newest")
    parser.add_argument("--yes", action="store_true", help="do it; else only say what is lost")
    parser.add_argument("--json", action="store_true")


def backup(chosen: argparse.Namespace, clock: Clock) -> int:
    """Make a verified backup, and copy it to a folder if one is named."""
    from loyaldesk.services import safekeeping  # noqa: PLC0415 - so that --help starts fast
    from loyaldesk.store import second_place  # noqa: PLC0415 - as above

    with opened(chosen, clock) as desk, meter() as progress:
        made = safekeeping.back_up(desk, "command", progress)
        copied = second_place.copy_to(made.path, chosen.to, progress) if chosen.to else None
        told = _told(made)
    if chosen.json:
        say_json(told | ({"copy": str(copied)} if copied else {}))
        return DONE
    say(tr("The backup is made and verified: {path}").format(path=isolate(str(made.path))))
    if copied is not None:
        say(tr("It was copied and read back: {path}").format(path=isolate(str(copied))))
    return DONE


def backups(chosen: argparse.Namespace, clock: Clock) -> int:
    """List the backups of both places."""
    from loyaldesk.services import (  # noqa: PLC0415 - as above
        backup_state,
        backup_words,
        safekeeping,
        second_copies,
    )

    with opened(chosen, clock) as desk:
        standing = backup_state.standing(desk)
        first, second = safekeeping.backups(desk), second_copies.copies(desk)
        listed = [_told(each) for each in (*first, *second)]
        zone = desk.zone
    if chosen.json:
        why = standing.second.why or ("ok" if standing.second.place else "none")
        say_json({"state": standing.state, "second": why, "backups": listed})
        return DONE
    say(backup_words.first_place(standing, zone))
    say(backup_words.second_place(standing.second, zone))
    for each in (*first, *second):
        moment = fmt.moment(each.manifest.created, zone) if each.manifest else "\u2013"
        words = (moment, backup_words.reason(each), backup_words.state(each))
        say("  ".join((*words, isolate(str(each.path)))))
    return DONE


def restore(chosen: argparse.Namespace, clock: Clock) -> int:
    """Put a backup in the place of the club; without ``--yes`` only say what would be lost."""
    from loyaldesk.domain.errors import StorageProblem  # noqa: PLC0415 - as above
    from loyaldesk.services import safekeeping  # noqa: PLC0415 - as above

    try:
        with opened(chosen, clock) as desk, meter() as progress:
            found, key = _found(desk, chosen.file)
            loss, zone = safekeeping.loss(desk, found), desk.zone
            if not chosen.yes:
                return _say_cost(chosen, found, loss, zone)
            plan = safekeeping.plan_restore(desk, found, progress, key=key)
        with meter() as progress:
            done = safekeeping.carry_out(plan, clock, progress)
    except StorageProblem as error:
        is_file = isinstance(chosen.club, Path)
        if not is_file or error.why not in ("damaged", "missing", "empty", "foreign"):
            raise
        return _rescue(chosen, clock)
    _say_done(chosen, done, loss, zone)
    return DONE


def _found(desk: "Desk", name: str) -> "tuple[Backup, bytes | None]":
    """Return the backup that is meant and its own key, if it is not the club's."""
    from loyaldesk.domain.safekeeping import BackupProblem  # noqa: PLC0415 - as above
    from loyaldesk.services import safekeeping, second_copies  # noqa: PLC0415 - as above

    if name == NEWEST:
        newest = safekeeping.newest(desk) or second_copies.newest_copy(desk)
        if newest is None:
            raise BackupProblem("missing", str(safekeeping.folder_of(desk)))
        return newest, None
    chosen = safekeeping.look_at(desk, Path(name))
    if chosen.manifest is None:
        raise BackupProblem(chosen.problem or "foreign", chosen.path.name)
    return chosen, None if safekeeping.is_of_this_key(desk, chosen) else _key_of(chosen)


def _key_of(chosen: "Backup") -> bytes:
    from loyaldesk.domain.safekeeping import BackupProblem  # noqa: PLC0415 - as above
    from loyaldesk.services import safekeeping  # noqa: PLC0415 - as above

    typed = os.environ.get(PASSPHRASE) or asked(tr("Pass phrase of the backup: "))
    if not typed:
        raise BackupProblem("key_needed", chosen.path.name)
    return safekeeping.key_of(chosen, typed)


def _rescue(chosen: argparse.Namespace, clock: Clock) -> int:
    """Put a backup in the place of a club that cannot be opened: nobody can sign in to it."""
    from loyaldesk.domain.safekeeping import BackupProblem  # noqa: PLC0415 - as above
    from loyaldesk.services import rescue  # noqa: PLC0415 - as above
    from loyaldesk.services.club import DEFAULT_ZONE  # noqa: PLC0415 - as above
    from loyaldesk.store import backup as store  # noqa: PLC0415 - as above

    is_newest = chosen.file == NEWEST
    found = rescue.newest(chosen.club) if is_newest else store.look_at(Path(chosen.file))
    if found is None or found.manifest is None:
        why = found.problem if found is not None else "missing"
        raise BackupProblem(why or "foreign", str(chosen.club) if is_newest else chosen.file)
    zone = ZoneInfo(DEFAULT_ZONE)
    if not chosen.yes:
        return _say_cost(chosen, found, None, zone)
    key = _key_of(found) if rescue.needs_phrase(found) else None
    with meter() as progress:
        done = rescue.put_back(chosen.club, found, clock, progress, key=key)
    _say_done(chosen, done, None, zone)
    return DONE


def _say_cost(
    chosen: argparse.Namespace, found: "Backup", loss: "Loss | None", zone: ZoneInfo
) -> int:
    from loyaldesk.services import backup_words  # noqa: PLC0415 - as above

    lines = [
        tr("The club would go back to {moment}.").format(
            moment=fmt.moment(found.manifest.created, zone) if found.manifest else ""
        ),
        *backup_words.cost(loss, zone), tr("Nothing was changed. Add --yes to do it."),
    ]  # fmt: skip
    _say(chosen, {"restored": False, "from": _moment(found), "lost": _lost(loss)}, lines)
    return FAILED


def _say_done(
    chosen: argparse.Namespace, done: "Restored", loss: "Loss | None", zone: ZoneInfo
) -> None:
    from loyaldesk.services import backup_words  # noqa: PLC0415 - as above

    told = {
        "restored": True, "from": f"{done.manifest.created:%Y-%m-%dT%H:%M:%SZ}",
        "members": done.manifest.figures.members, "sales": done.manifest.figures.sales,
        "ledger_sum": done.manifest.figures.ledger_sum, "erased_again": done.erased_again,
        "before": [str(path) for path in done.before], "lost": _lost(loss),
    }  # fmt: skip
    _say(chosen, told, backup_words.came_back(done, zone).split("\n\n"))


def _say(chosen: argparse.Namespace, told: dict[str, Any], lines: list[str]) -> None:
    if chosen.json:
        say_json(told)
        return
    for line in lines:
        say(line)


def _lost(loss: "Loss | None") -> dict[str, Any] | None:
    if loss is None:
        return None
    last = f"{loss.last_change:%Y-%m-%dT%H:%M:%SZ}" if loss.last_change else None
    return {
        "sales": loss.sales, "members": loss.members, "points": loss.points, "last_change": last,
        "receipts": list(loss.receipts),
    }  # fmt: skip


def _moment(found: "Backup") -> str:
    return f"{found.manifest.created:%Y-%m-%dT%H:%M:%SZ}" if found.manifest else ""


def _told(each: "Backup") -> dict[str, Any]:
    held = each.manifest
    told: dict[str, Any] = {"file": str(each.path), "state": each.state, "size": each.size}
    if each.problem:
        told["problem"] = each.problem
    if held is not None:
        told |= {
            "made": _moment(each), "reason": held.reason, "number": held.number,
            "schema": held.schema, "members": held.figures.members, "sales": held.figures.sales,
            "ledger_sum": held.figures.ledger_sum, "encrypted": held.is_encrypted,
        }  # fmt: skip
    return told
