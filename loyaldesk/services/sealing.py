"""Seals over the trail and the ledgers: proving them, heads outside, the code on paper."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.events import ClubChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.seals import (
    AUDIT,
    CONSENT,
    ENTRY,
    MONEY,
    SALE,
    Behind,
    Finding,
    Head,
    Kind,
    Verdict,
    code_of,
    read_code,
)
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import staff
from loyaldesk.services.club import checked_line
from loyaldesk.services.desk import Desk
from loyaldesk.store import guards, heads, proving, seal_proof
from loyaldesk.store.database import MIGRATIONS, ClubDatabase, newest_schema, translated
from loyaldesk.store.fields import utc_moment, utc_text
from loyaldesk.store.seals import SEAL_COLUMNS, Ask, needs_beginning, seal_of

LONGEST_REASON = 200

_MAY_SEE = (Permission.AUDIT_READ, Permission.BACKUP_RESTORE)


@dataclass(frozen=True, slots=True)
class FoundCode:
    """Where a printed code stands in the club.

    Attributes:
        seal: Number of the change it was printed after.
        at: When that was made.
        since: Changes of that day that came after it.
    """

    seal: int
    at: datetime
    since: int


def verify(desk: Desk, progress: Progress = SILENT) -> Verdict:
    """Prove the whole chain of seals, the guards in the file, and the head kept outside.

    Raises:
        PermissionDenied: If the operator may not.
    """
    with desk.reading(Permission.CLUB_CHECK):
        return prove(desk.db, progress)


def prove(db: ClubDatabase, progress: Progress = SILENT) -> Verdict:
    """Return what proving an open club shows (a step of checking)."""
    found = proved(db.execute_sql, db.trail_key, progress=progress, is_server=db.is_server)
    behind = _compared(db)
    if behind is None:
        return found
    finding = Finding(Kind.BEHIND, behind.lost_seals, behind.lost_seals, behind.since)
    return replace(found, findings=(finding, *found.findings))


def proved(
    ask: Ask, key: bytes | None, since: Head | None = None, progress: Progress = SILENT, *,
    is_server: bool = False,
) -> Verdict:  # fmt: skip
    """Return what proving seals and guards shows, of an open club or of a copy of it.

    Args:
        ask: Runs one SQL text with its values.
        key: The trail key; without it only the guards are looked at.
        since: What was proved before; only what is later is read then.
        progress: Learns how far it is, and may stop it.
        is_server: Whether the guards are those of a server, which keeps them itself.
    """
    changed = [] if is_server else guards.changed_guards(ask, str(MIGRATIONS))
    if key is None:
        return Verdict(tuple(changed))
    zone = ZoneInfo(ask("SELECT zone FROM club").fetchone()[0])
    found = seal_proof.verify(ask, key, since, progress)
    findings = [
        replace(each, at=each.at.astimezone(zone)) if each.at else each for each in found.findings
    ]
    return replace(found, findings=(*changed, *findings))


def wrong_in_copy(
    connection: proving.Connection, key: bytes | None, since: Head | None = None
) -> list[str]:
    """Return one sentence for each thing that is wrong with the seals of a copy.

    For the proof of a backup: a copy of another schema has nothing to be proved yet, and what
    somebody accepted as it is does not make a backup a bad one for ever.
    """
    if proving.schema_of(connection) != newest_schema():
        return []
    found = proved(connection.execute, key, since)
    return [
        finding_words(each)
        for each in found.findings
        if each.kind == Kind.GUARD or each.last > found.accepted
    ]


def head_of(db: ClubDatabase, now: datetime) -> Head:
    """Return the head of an open club, for the list of a backup (a step)."""
    return heads.take(db.execute_sql, now)


def known_head(db: ClubDatabase) -> Head | None:
    """Return the head this computer remembers of an open club, or None (a step)."""
    return heads.remembered(_uid(db), db.trail_key) if db.trail_key is not None else None


def look_back(db: ClubDatabase) -> None:
    """Compare a club that was just opened with what this computer last saw of it (a step).

    What is missing is kept in mind until somebody says that it is right, so that going on does
    not cover it.
    """
    with suppress(StorageProblem), translated(db.path):
        _compared(db)


def remember(desk: Desk) -> bool:
    """Keep the head of the club outside its file, unless something is missing from the file.

    Cheap enough for every minute. The sample shop of a first look is remembered too.

    Returns:
        Whether it was kept.

    Raises:
        PermissionDenied: If the operator may not.
    """
    with desk.reading(Permission.CLUB_CHECK):
        return remember_step(desk.db, desk.clock())


def leave(desk: Desk) -> None:
    """Keep the head once more before the club is closed, whoever was at the desk."""
    with suppress(ClubError):  # the club does not answer, or may only be looked at
        remember(staff.system_desk(desk))


def remember_step(db: ClubDatabase, now: datetime) -> bool:
    """Keep the head of an open club (a step of backups, of closing, and of every minute)."""
    if db.trail_key is None or needs_beginning(db) or _compared(db) is not None:
        return False  # a chain of another key is no end of this one's
    try:
        heads.remember(_uid(db), db.trail_key, heads.take(db.execute_sql, now))
    except OSError:  # the folder is full or read-only: the next time
        return False
    return True


def remember_now(desk: Desk) -> None:
    """Keep the head right after an act that nothing may undo, such as erasing a member (a step)."""
    with suppress(ClubError), translated(desk.db.path):
        remember_step(desk.db, desk.clock())


def missing(desk: Desk) -> Behind | None:
    """Return what this computer saw and the club file does not hold; None if nothing is missing.

    None too for whoever may neither read the trail nor restore a backup.
    """
    held = next((right for right in _MAY_SEE if desk.may(right)), None)
    if held is None:
        return None
    with desk.reading(held):
        return _compared(desk.db)


def accept(desk: Desk, reason: str) -> None:
    """Say that the club is right as it is though this computer saw more; goes into the trail.

    Args:
        desk: Where and who.
        reason: Why it is right, in words.

    Raises:
        PermissionDenied: If the operator may not restore backups.
        BadInput: Without a reason.
    """
    with desk.change(Permission.BACKUP_RESTORE) as change:
        why = checked_line("reason", reason, LONGEST_REASON)
        behind = _compared(change.db)
        last = heads.take(change.db.execute_sql, change.now).seal_id
        lost = behind.lost_seals if behind else 0
        change.note("trail.accepted", "club", 1, after=last, lost=lost, reason=why)
        change.tell(ClubChanged())
    if desk.db.trail_key is not None:
        with suppress(OSError):
            head = heads.take(desk.db.execute_sql, desk.clock())
            heads.remember(_uid(desk.db), desk.db.trail_key, head)


def day_code(desk: Desk, day: date) -> str:
    """Return the code of the last change of a day, for paper; empty for a day without any.

    Raises:
        PermissionDenied: If the operator may not.
    """
    with desk.reading(Permission.DAY_END_READ):
        begin, end = _bounds(desk, day)
        row = desk.db.execute_sql(
            f"SELECT {SEAL_COLUMNS} FROM seal WHERE audit_to >= (SELECT MAX(seq) FROM audit"
            " WHERE at >= ? AND at < ?) ORDER BY id LIMIT 1",
            (begin, end),
        ).fetchone()
        return code_of(seal_of(row).mac) if row else ""


def check_code(desk: Desk, day: date, code: str) -> FoundCode | None:
    """Return where a day's printed code stands in the club; None: that change is not in it.

    Args:
        desk: Where and who.
        day: The day that stands on the paper.
        code: As it was typed.

    Raises:
        BadInput: ``not a day code``, if it was not copied as it stands on the paper.
        PermissionDenied: If the operator may not.
    """
    with desk.reading(Permission.AUDIT_READ):
        wanted = read_code(code)
        begin, end = _bounds(desk, day)
        rows = desk.db.execute_sql(
            f"SELECT {SEAL_COLUMNS} FROM seal WHERE audit_to >= (SELECT MIN(seq) FROM audit WHERE"
            " at >= ? AND at < ?) AND id <= (SELECT MIN(id) FROM seal WHERE audit_to >= (SELECT"
            " MAX(seq) FROM audit WHERE at >= ? AND at < ?)) ORDER BY id",
            (begin, end, begin, end),
        ).fetchall()
        found = [seal_of(row) for row in rows]
        for each in found:
            if code_of(each.mac) == wanted:
                at = seal_proof.moment_of(desk.db.execute_sql, each.id) or begin
                return FoundCode(each.id, utc_moment(at), found[-1].id - each.id)
        return None


def code_words(found: FoundCode | None) -> str:
    """Return in words whether a day's code is the one that was printed."""
    if found is None:
        return tr(
            "It is not the code of that day: the activity log of that day was changed after it was"
            " printed, or it was mistyped."
        )
    if not found.since:
        return tr("This is the code of that day.")
    return trn(
        "This is the code of that day; {n} change came after it was printed.",
        "This is the code of that day; {n} changes came after it was printed.",
        found.since,
    ).format(n=fmt.number(found.since))


def _bounds(desk: Desk, day: date) -> tuple[str, str]:
    begin = datetime.combine(day, time.min, desk.zone)
    end = datetime.combine(day + timedelta(days=1), time.min, desk.zone)
    return utc_text(begin), utc_text(end)


def _compared(db: ClubDatabase) -> Behind | None:
    if db.trail_key is None:
        return None
    found = heads.compare(db.execute_sql, _uid(db), db.trail_key)
    if found is None or found.since is None:
        return found
    zone = ZoneInfo(db.execute_sql("SELECT zone FROM club").fetchone()[0])
    return replace(found, since=found.since.astimezone(zone))


def _uid(db: ClubDatabase) -> str:
    return str(db.execute_sql("SELECT uid FROM club").fetchone()[0])


def behind_words(behind: Behind) -> str:
    """Return in words what is missing from the club file."""
    if not behind.lost_seals or behind.since is None:
        return tr(
            "The club file is not the one this computer last saw: it goes on from an older copy."
        )
    return trn(
        "The club file is older than what this computer last saw: {n} change since {when} is"
        " missing.",
        "The club file is older than what this computer last saw: {n} changes since {when} are"
        " missing.",
        behind.lost_seals,
    ).format(n=fmt.number(behind.lost_seals), when=_when(behind.since))


def finding_words(finding: Finding) -> str:
    """Return in words what a check of the seals found: which change, whose, when, and what."""
    if finding.kind == Kind.BEHIND:
        return behind_words(Behind(finding.seal, finding.at, datetime.now(UTC)))
    texts = {
        Kind.CHANGED: tr("{what} of change {n} are not as they were stored{who}."),
        Kind.MISSING: tr("{what} of change {n} are missing{who}."),
        Kind.SEAL: tr("The seal of change {n} does not fit{who}."),
        Kind.REWRITTEN: tr("The seals of changes {n} to {last} were made by somebody else{who}."),
        Kind.GONE: tr("The seals of changes {n} to {last} are gone."),
        Kind.UNSEALED: tr("{what} came into the club after change {n} without the program."),
        Kind.ELSEWHERE: tr(
            "Changes {n} to {last} were made on another computer and cannot be proved here."
        ),
        Kind.GUARD: tr("A guard of the club file was changed: {name}."),
    }
    return texts[finding.kind].format(
        n=fmt.number(finding.seal), last=fmt.number(finding.last), who=_who(finding),
        what=_what(finding), name=ltr(finding.name),
    )  # fmt: skip


def _who(finding: Finding) -> str:
    from loyaldesk.services.audit import ActRow  # noqa: PLC0415 - as below
    from loyaldesk.services.telling import act_words  # noqa: PLC0415 - brings half the program

    if finding.at is None or not finding.act:
        return ""
    row = ActRow(0, finding.at, finding.operator, "", finding.act, "", None, "ok", {})
    return tr(" ({act}, by {operator}, {when})").format(
        act=act_words(row), operator=isolate(finding.operator or "–"),
        when=_when(finding.at),
    )  # fmt: skip


def _when(at: datetime) -> str:
    return fmt.moment(at, at.tzinfo or UTC)


def _what(finding: Finding) -> str:
    names = {
        AUDIT: tr("Lines of the activity log"), ENTRY: tr("Points entries"),
        MONEY: tr("Entries of gift cards and wallets"), SALE: tr("Sales"),
        CONSENT: tr("Consents"),
    }  # fmt: skip
    told = []
    for at, part in enumerate(finding.parts):
        rows = finding.rows[at] if at < len(finding.rows) else ()
        ids = tr(", ").join(fmt.number(row) for row in rows)
        told.append(f"{names[part]} {ids}".strip())
    return tr(", ").join(told)
