"""Moving the club to a server when one till is no longer enough, and back into a file."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from loyaldesk.domain.errors import MoveRefused, StorageProblem
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.secrets import accepted_password
from loyaldesk.kernel import fmt
from loyaldesk.kernel.clock import Clock
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import checking, club, safekeeping, server_copies, servers
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.store import keystore, seals, vault
from loyaldesk.store.database import ClubDatabase, names_server, open_club, translated, writing
from loyaldesk.store.secrets import NORMAL, Cost

if TYPE_CHECKING:
    from loyaldesk.store.server.moving import Carried


@dataclass(frozen=True, slots=True)
class Moved:
    """A club that lies in another place now, the same row by row.

    Attributes:
        place: Where, without a password.
        rows: All rows that were carried and compared.
        members: Members among them.
        sales: Sales among them.
        ledger_sum: Sum of all points entries.
        seals: Number of the last seal.
        kept: Where the old place is kept, which nobody sells into any more.
    """

    place: str
    rows: int
    members: int
    sales: int
    ledger_sum: int
    seals: int
    kept: str


@dataclass(frozen=True, slots=True)
class MovePlan:
    """A move to a server that was allowed and whose place was tried: ready once nobody works."""

    url: str = field(repr=False)
    operator: OperatorBrief
    till: str


def plan(desk: Desk, url: str) -> MovePlan:
    """Ask for the right, and whether the place on the server is free.

    Raises:
        MoveRefused: If the club is on a server already.
        StorageProblem: ``exists`` if a club is there, or what is wrong with the server.
    """
    desk.require(Permission.CLUB_MOVE)
    if desk.db.is_server:
        raise MoveRefused("on a server")
    with _server_driver() as room:
        room.try_place(url, desk.db)
    return MovePlan(url, desk.operator, desk.till)


def carry_out(plan: MovePlan, db: ClubDatabase, clock: Clock, progress: Progress = SILENT) -> Moved:
    """Move the club that was planned for, close its file and put it aside.

    Raises:
        MoveRefused, MoveBroken, StorageProblem, BackupProblem: As `to_server`.
    """
    path = db.path
    try:
        done = to_server(Desk(db, plan.operator, clock=clock, till=plan.till), plan.url, progress)
    finally:
        db.close()
    retire(path, Path(done.kept))
    return done


def to_server(desk: Desk, url: str, progress: Progress = SILENT) -> Moved:
    """Move the club of an open file to a server; the caller closes the file and calls `retire`.

    The file is checked and backed up first; then every row is copied while nobody can write, read
    back and compared, with the sum of points and the head of the chain.

    Args:
        desk: The owner's, at the club file.
        url: ``postgresql://owner:password@host/database``; as whoever may make tables there.
        progress: Learns how far it is, and may stop it.

    Raises:
        MoveRefused: If the club is on a server already, or its check found something.
        MoveBroken: If the copy is not the original; nothing is left on the server then.
        StorageProblem: What is wrong with the server.
        BackupProblem: If the backup before could not be made.
        Cancelled: If *progress* stopped it.
    """
    desk.require(Permission.CLUB_MOVE)
    if desk.db.is_server:
        raise MoveRefused("on a server")
    if not names_server(url):
        raise StorageProblem("address", servers.without_password(url)[:80])
    with _server_driver() as room:
        room.try_place(url, desk.db)
    if checking.check(desk, progress=progress):
        raise MoveRefused("broken")
    safekeeping.before(desk, "move", progress)
    _keep_keys(desk)  # before there are two clubs: it may fail
    with _server_driver() as room:
        with writing(desk.db):  # nobody sells meanwhile
            got = room.to_server(desk.db, url, progress)
        server = open_club(url)
        try:
            place = str(server.path)
            with Desk(server, desk.operator, clock=desk.clock, till=desk.till).change(
                Permission.CLUB_MOVE
            ) as change:
                change.note("club.move", "club", 1, to="server", rows=got.count, seals=got.seals)
        finally:
            server.close()
    return _moved(got, place, str(_beside(desk.db.path, desk)))


def _keep_keys(desk: Desk) -> None:
    """Keep the keys of an encrypted club on this computer: its backups stay encrypted by them."""
    keys = vault.key_file(desk.db.path)
    if desk.db.key is None or not keys.exists():
        return
    uid = club.facts(desk).uid
    kept = server_copies.kept_keys(uid)
    with translated(kept):
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, keys.read_bytes())
        keystore.put(uid, keystore.DATA, desk.db.key)


def retire(path: Path, kept: Path) -> None:
    """Put a closed club file aside, with its key file, so that nobody sells into it by mistake.

    Raises:
        StorageProblem: If it cannot be renamed.
    """
    with translated(path):
        path.replace(kept)
        keys = vault.key_file(path)
        if keys.exists():
            keys.replace(vault.key_file(kept))


def to_file(
    desk: Desk, path: Path, *, passphrase: str | None = None, progress: Progress = SILENT,
    cost: Cost = NORMAL,
) -> Moved:  # fmt: skip
    """Move the club of a server into a new club file; on the server it is put aside.

    Args:
        desk: The owner's, at the club on the server, opened as the owner of its tables.
        path: The new file.
        passphrase: Encrypts it; None: a plain file.
        progress: Learns how far it is, and may stop it.
        cost: What one guess of the pass phrase shall cost.

    Raises:
        MoveRefused: If the club is in a file already, or its check found something.
        MoveBroken: If the copy is not the original; no file is left then.
        StorageProblem: What is wrong with the place or the server.
        WeakSecret: If the pass phrase is too easy to guess.
        Cancelled: If *progress* stopped it.
    """
    desk.require(Permission.CLUB_MOVE)
    if not desk.db.is_server:
        raise MoveRefused("in a file")
    if checking.check(desk, progress=progress):
        raise MoveRefused("broken")
    facts = club.facts(desk)
    key, keys = None, vault.key_file(path)
    if passphrase is not None:
        accepted_password(passphrase)
        if path.exists():
            raise StorageProblem("exists", str(path))
        with translated(path):
            key = vault.create(keys, passphrase, facts.uid, cost)
    try:
        with _server_driver() as room:
            got, kept = room.to_file_for_good(desk.db, path, key, progress)
    except BaseException:
        if key is not None:
            keys.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # the club is whole without: its phrase is asked for, a chain begins
        if key is not None:
            keystore.put(facts.uid, keystore.DATA, key)
        elif desk.db.trail_key is not None:
            keystore.put(facts.uid, keystore.TRAIL, desk.db.trail_key)
    if key is not None:
        _begin_chain(path, key, desk.clock())
    file = open_club(path, key)
    try:
        with Desk(file, desk.operator, clock=desk.clock, till=desk.till).change(
            Permission.CLUB_MOVE
        ) as change:
            change.note("club.move", "club", 1, to="file", rows=got.count, seals=got.seals)
    finally:
        file.close()
    return _moved(got, str(path), kept)


def _begin_chain(path: Path, key: bytes, now: datetime) -> None:
    """Begin the chain that hangs on a new data key; the one before was proved on the server."""
    with translated(path), closing(ClubDatabase(path, key)) as db:
        db.connect()
        db.trail_key = seals.trail_key(key)
        db.allow_writing(allowed=True)
        with db.atomic("IMMEDIATE"):
            seals.begin(db, "key changed", now)


def add_till(desk: Desk, name: str, password: str) -> None:
    """Make or renew the database role of a till, which cannot alter the ledger or the trail.

    Args:
        desk: The owner's, at the club on the server, opened as the owner of its tables.
        name: Name of the role: small letters, digits and ``_``.
        password: Its password.

    Raises:
        MoveRefused: ``no tills`` if the club is in a file.
        BadInput: If name or password cannot be used.
        StorageProblem: ``server rights`` if whoever opened the club may make no roles.
    """
    desk.require(Permission.CLUB_MOVE)
    if not desk.db.is_server:
        raise MoveRefused("no tills")
    from loyaldesk.store.server import tills  # noqa: PLC0415 - brings the server's driver along

    tills.add_till(cast("Any", desk.db), name, password)
    with desk.change(Permission.CLUB_MOVE) as change:
        change.note("till.add", "club", 1)


def _moved(got: "Carried", place: str, kept: str) -> Moved:
    return Moved(
        place, got.count, got.rows["member"], got.rows["sale"], got.ledger_sum, got.seals, kept
    )


def _beside(path: Path, desk: Desk) -> Path:
    """Return a free name for the file that is put aside."""
    day = desk.today().isoformat()
    kept = path.with_name(f"{path.stem} moved {day}{path.suffix}")
    number = 2
    while kept.exists():
        kept = path.with_name(f"{path.stem} moved {day} {number}{path.suffix}")
        number += 1
    return kept


@contextmanager
def _server_driver() -> Iterator[Any]:
    """Give the room that carries clubs; it needs what only a shop with a server installs."""
    try:
        from loyaldesk.store.server import moving  # noqa: PLC0415 - as above
    except ImportError as error:
        raise StorageProblem("server driver", "") from error
    yield moving


def words_of(moved: Moved) -> str:
    """Return what was moved, in two sentences."""
    return tr(
        "The club lies at {place} now: {rows} rows compared one by one, {members} members, {sales}"
        " sales, {points} points. The old place is kept as {kept}."
    ).format(
        place=moved.place, rows=fmt.number(moved.rows), members=fmt.number(moved.members),
        sales=fmt.number(moved.sales), points=fmt.number(moved.ledger_sum), kept=moved.kept,
    )  # fmt: skip
