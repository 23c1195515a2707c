"""The club itself: how it begins, the shop's facts, and its dated programmes."""

import json
import uuid
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from loyaldesk.domain.errors import ChangedMeanwhile
from loyaldesk.domain.events import ClubChanged
from loyaldesk.domain.permissions import DEFAULT_RIGHTS, SYSTEM_RIGHTS, SYSTEM_ROLE, Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.look import LANGUAGES, UNITS, Look
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.services.desk import Change, Desk, OperatorBrief
from loyaldesk.store.database import (
    ClubDatabase,
    create_club,
    remove_club,
    translated,
    writing,
)
from loyaldesk.store.fields import utc_text
from loyaldesk.store.place import check_place, check_room, probe

DEFAULT_ZONE = "Asia/Tehran"
LARGEST_LOGO = 512 * 1024
FIRST_DAY = date(1900, 1, 1)
"""The first programme holds from the beginning: older sales are imported under it."""


@dataclass(frozen=True, slots=True)
class ClubSettings:
    """Habits of the shop that are no money: stored as one document.

    Attributes:
        idle_lock_minutes: The screen locks after so many minutes without a key (1 to 60).
        clear_member_seconds: The member card at the counter clears after so long.
        sign_in: Whether a PIN is asked at the start; a shop with one operator may say no.
        receipt_lines: Up to three lines at the foot of the receipt.
        print_receipt: Whether a receipt is printed after each sale.
        backup_folder: Where backups lie; empty: beside the club.
        backup_minutes: How often a backup is made when something changed (5 to 240).
        backup_second: Second place, where every verified backup is copied to; empty: none.
        session_hours: The PIN is asked again after so long, however busy the till is (1 to 24).
        phone: The shop's telephone as members are told it; may be empty.
        print_service: Whether the telephone and the shop's promises stand on the receipt.
        pack_monthly: Whether the pack of papers is written when a month is over.
        pack_folder: Where it is written to.
        pack_languages: In which languages; empty: in the shop's own.
    """

    idle_lock_minutes: int = 10
    clear_member_seconds: int = 60
    sign_in: bool = True
    receipt_lines: tuple[str, ...] = ()
    print_receipt: bool = False
    backup_folder: str = ""
    backup_minutes: int = 30
    backup_second: str = ""
    session_hours: int = 12
    phone: str = ""
    print_service: bool = False
    pack_monthly: bool = False
    pack_folder: str = ""
    pack_languages: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, text: str) -> "ClubSettings":
        """Return the settings stored as *text*; what this program does not know is passed over."""
        read = json.loads(text or "{}")
        known = {f.name: read[f.name] for f in fields(cls) if f.name in read}
        for name in ("receipt_lines", "pack_languages"):
            if name in known:
                known[name] = tuple(known[name])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class ClubFacts:
    """What everybody may know of the shop."""

    uid: str
    shop: str
    language: str
    unit: str
    zone: str
    is_sample: bool
    made_at: datetime
    version: int
    settings: ClubSettings
    logo: bytes | None = None

    def look(self, language: str = "", calendar: str = "") -> Look:
        """Return how the club shows things, in *language* or the shop's own."""
        spoken = language or self.language
        return Look(spoken, calendar or ("jalali" if spoken == "fa" else "gregorian"), self.unit)


@dataclass(frozen=True, slots=True)
class ClubDraft:
    """What a new club needs to know."""

    shop: str
    owner: str
    language: str = "fa"
    unit: str = "toman"
    zone: str = DEFAULT_ZONE
    logo: bytes | None = None
    is_sample: bool = False
    settings: ClubSettings = field(default_factory=ClubSettings)


def found_club(
    path: Path, draft: ClubDraft, *, key: bytes | None = None, uid: str = "",
    clock: Clock = system_clock,
) -> Desk:  # fmt: skip
    """Make a new club with its owner, roles and first programme; return the owner's desk.

    Args:
        path: The file, which must not exist yet.
        draft: What it needs to know.
        key: Data key of an encrypted club.
        uid: The club's own id, where its key file names it already; empty: a new one.
        clock: What time it is.

    Raises:
        BadInput: If shop, owner, unit or zone cannot be used.
        StorageProblem: If the file cannot be made there.
    """
    draft = _checked(draft)
    check_place(path)
    if path.parent.is_dir():
        check_room(path)
        probe(path.parent)
    db = create_club(path, key)
    try:
        owner = _first_rows(db, draft, uid or uuid.uuid4().hex, clock())
    except BaseException:
        db.close()
        remove_club(path)
        raise
    return Desk(db, OperatorBrief(owner, draft.owner, "owner"), clock=clock)


def found_on_server(
    address: str, draft: ClubDraft, *, uid: str = "", clock: Clock = system_clock
) -> Desk:
    """Make a new club on a server with its owner, roles and first programme.

    Args:
        address: ``postgresql://...``; no club may be there yet.
        draft: What it needs to know.
        uid: The club's own id; empty: a new one.
        clock: What time it is.

    Raises:
        BadInput: If shop, owner, unit or zone cannot be used.
        StorageProblem: If the server refuses.
    """
    draft = _checked(draft)
    db = create_club(address)
    try:
        owner = _first_rows(db, draft, uid or uuid.uuid4().hex, clock())
    except BaseException:
        db.close()
        raise
    return Desk(db, OperatorBrief(owner, draft.owner, "owner"), clock=clock)


def _first_rows(db: ClubDatabase, draft: ClubDraft, uid: str, now: datetime) -> int:
    """Store what every club begins with and return the owner's id."""
    with writing(db):
        db.execute_sql(
            "INSERT INTO club (id, uid, shop, language, unit, zone, is_sample, made_at, logo,"
            " settings, version) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (
                uid, draft.shop, draft.language, draft.unit, draft.zone,
                int(draft.is_sample), utc_text(now), draft.logo,
                json.dumps(asdict(draft.settings), ensure_ascii=False),
            ),
        )  # fmt: skip
        rights = [(role.value, right.value) for role, rs in DEFAULT_RIGHTS.items() for right in rs]
        rights += [(SYSTEM_ROLE, right.value) for right in SYSTEM_RIGHTS]
        for row in sorted(rights):
            db.execute_sql("INSERT INTO role_right (role, permission) VALUES (?, ?)", row)
        owner = _add_operator(db, draft.owner, "owner", now, is_active=True)
        _add_operator(db, "LoyalDesk", SYSTEM_ROLE, now, is_active=False)
        db.execute_sql(
            "INSERT INTO programme (valid_from, document, made_at, operator_id)"
            " VALUES (?, ?, ?, ?)",
            (FIRST_DAY.isoformat(), Programme().to_json(), utc_text(now), owner),
        )
        db.execute_sql(
            "INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result, detail)"
            " VALUES (?, ?, '', 'club.found', 'club', 1, 'ok', '')",
            (utc_text(now), owner),
        )
    return owner


def _add_operator(db: ClubDatabase, name: str, role: str, now: datetime, *, is_active: bool) -> int:
    row = db.execute_sql(
        "INSERT INTO operator (name, role, is_active, fails, made_at, version)"
        " VALUES (?, ?, ?, 0, ?, 1)",
        (name, role, int(is_active), utc_text(now)),
    )
    return int(row.lastrowid)


def _checked(draft: ClubDraft) -> ClubDraft:
    shop = checked_line("shop", draft.shop)
    owner = checked_line("owner", draft.owner)
    _check_choices(draft.language, draft.unit, draft.zone, draft.logo)
    return ClubDraft(
        shop, owner, draft.language, draft.unit, draft.zone, draft.logo, draft.is_sample,
        draft.settings,
    )  # fmt: skip


def checked_line(name: str, text: str, limit: int = 120) -> str:
    """Return a short text that must be there, cleaned.

    Raises:
        BadInput: If it is empty, too long or cannot be stored.
    """
    if not is_storable(text):
        raise BadInput(name, "unstorable")
    done = clean(text)
    if not done:
        raise BadInput(name, "empty")
    if len(done) > limit:
        raise BadInput(name, "too long", done[:80], limit)
    return done


def _check_choices(language: str, unit: str, zone: str, logo: bytes | None) -> None:
    if language not in LANGUAGES:
        raise BadInput("language", "unknown choice", language[:80])
    if unit not in UNITS:
        raise BadInput("unit", "unknown choice", unit[:80])
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput("zone", "unknown choice", zone[:80]) from error
    if logo is not None and (
        len(logo) > LARGEST_LOGO or not logo.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff"))
    ):
        raise BadInput("logo", "not a picture", limit=LARGEST_LOGO // 1024)


def facts(desk: Desk) -> ClubFacts:
    """Return the shop's facts; everyone at the desk may know them."""
    with translated(desk.db.path):
        row = desk.db.execute_sql(
            "SELECT uid, shop, language, unit, zone, is_sample, made_at, version, settings, logo"
            " FROM club"
        ).fetchone()
    return ClubFacts(
        row[0], row[1], row[2], row[3], row[4], bool(row[5]),
        datetime.fromisoformat(row[6]).astimezone(UTC), row[7], ClubSettings.from_json(row[8]),
        row[9],
    )  # fmt: skip


def change_shop(
    desk: Desk, *, shop: str, unit: str, zone: str, language: str, logo: bytes | None,
    settings: ClubSettings, version: int,
) -> None:  # fmt: skip
    """Store the shop's facts and habits.

    Args:
        desk: Where and who.
        shop: Name of the shop.
        unit: ``toman`` or ``rial``: what amounts are shown and typed in.
        zone: Name of its time zone.
        language: Language of papers that nobody asked in another one.
        logo: PNG or JPEG, at most 512 kB, or None.
        settings: Its habits.
        version: Of the facts that were shown when editing began.

    Raises:
        BadInput: With the field that cannot be used.
        ChangedMeanwhile: If somebody stored other facts since.
    """
    shop = checked_line("shop", shop)
    _check_choices(language, unit, zone, logo)
    settings = _checked_settings(settings)
    with desk.change(Permission.SHOP_EDIT) as change:
        _check_sign_in(change, settings)
        done = change.db.execute_sql(
            "UPDATE club SET shop = ?, unit = ?, zone = ?, language = ?, logo = ?, settings = ?,"
            " version = version + 1 WHERE version = ?",
            (
                shop, unit, zone, language, logo,
                json.dumps(asdict(settings), ensure_ascii=False), version,
            ),
        )  # fmt: skip
        if not done.rowcount:
            raise ChangedMeanwhile("club")
        change.note("club.change", "club", 1)
        change.tell(ClubChanged())


def _check_sign_in(change: Change, new: ClubSettings) -> None:
    """Refuse to open unasked where several people work; what was chosen before may stay.

    With a second operator everybody is asked whatever is stored.
    """
    stored = change.db.execute_sql("SELECT settings FROM club").fetchone()[0]
    if new.sign_in or not ClubSettings.from_json(stored).sign_in:
        return
    active = change.db.execute_sql(
        "SELECT COUNT(*) FROM operator WHERE is_active AND role <> ?", (SYSTEM_ROLE,)
    ).fetchone()[0]
    if active > 1:
        raise BadInput("sign_in", "several operators")


_RANGES = {
    "idle_lock_minutes": (1, 60),
    "clear_member_seconds": (10, 600),
    "session_hours": (1, 24),
    "backup_minutes": (5, 240),
}


def _checked_settings(settings: ClubSettings) -> ClubSettings:
    for name, (least, most) in _RANGES.items():
        if not least <= getattr(settings, name) <= most:
            raise BadInput(name, "range", str(getattr(settings, name)))
    lines = []
    for line in settings.receipt_lines[:3]:
        if not is_storable(line):
            raise BadInput("receipt_lines", "unstorable")
        if len(clean(line)) > 120:
            raise BadInput("receipt_lines", "too long", line[:80], 120)
        if clean(line):
            lines.append(clean(line))
    if not is_storable(settings.phone):
        raise BadInput("phone", "unstorable")
    if len(clean(settings.phone)) > 60:
        raise BadInput("phone", "too long", settings.phone[:80], 60)
    return replace(settings, receipt_lines=tuple(lines), phone=clean(settings.phone))


@lru_cache(maxsize=32)
def _programme(document: str) -> Programme:
    return Programme.from_json(document)


def programme_on(db: ClubDatabase, day: date) -> Programme:
    """Return the programme in force on *day* (a step of use cases, no right of its own)."""
    row = db.execute_sql(
        "SELECT document FROM programme WHERE valid_from <= ? ORDER BY valid_from DESC, id DESC"
        " LIMIT 1",
        (day.isoformat(),),
    ).fetchone()
    return _programme(row[0])


def rules_on(change: Change, day: date) -> Programme:
    """Return the programme in force on *day*, looked up once in a transaction."""
    found = change.known.get(day)
    if not isinstance(found, Programme):
        found = change.known[day] = programme_on(change.db, day)
    return found


def programme(desk: Desk) -> Programme:
    """Return the programme in force today."""
    with desk.reading(Permission.PROGRAMME_READ):
        return programme_on(desk.db, desk.today())


def publish_programme(desk: Desk, new: Programme, *, note: str = "") -> None:
    """Let *new* hold from today on; lots already given keep their dates (E21).

    Another day is chosen in `services.programmes`.

    Raises:
        SeveralBadInputs: If a club could not live by it.
    """
    new = new.checked()
    with desk.change(Permission.PROGRAMME_EDIT) as change:
        store_programme(change, new, change.today, note=note)


def store_programme(change: Change, new: Programme, from_day: date, *, note: str = "") -> int:
    """Store a programme that is in order, and return its id (a step of use cases)."""
    before = programme_on(change.db, from_day)
    row = change.db.execute_sql(
        "INSERT INTO programme (valid_from, document, made_at, operator_id) VALUES (?, ?, ?, ?)",
        (from_day.isoformat(), new.to_json(), utc_text(change.now), change.desk.operator.id),
    )
    changed = [f.name for f in fields(new) if getattr(new, f.name) != getattr(before, f.name)]
    made = int(row.lastrowid)
    change.note(
        "programme.publish", "programme", made, fields=changed, from_day=from_day.isoformat(),
        note=clean(note)[:200],
    )  # fmt: skip
    change.tell(ClubChanged())
    return made
