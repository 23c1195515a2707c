"""Runs of import: their staged rows, and the keys by which a row is known again."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.errors import ImportUnderWay
from loyaldesk.kernel import paths
from loyaldesk.store.claim import tag_of
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text

_MOST_BOUND = 500
"""Values bound to one statement; the engine takes more, but no statement needs more."""


@contextmanager
def only_import(db: ClubDatabase) -> Iterator[None]:
    """Keep every other import into the club out; a killed program leaves nothing behind.

    Raises:
        ImportUnderWay: If another window or program imports into it now.
    """
    folder = paths.user_folder() / "locks"
    folder.mkdir(exist_ok=True)
    # The engine's file locks end with the process on every system, unlike a file that says so.
    place = str(folder / f"{tag_of(db.path)}-import")
    with closing(driver.connect(place, isolation_level=None, timeout=0)) as lock:
        try:
            lock.execute("PRAGMA journal_mode = MEMORY")
            lock.execute("BEGIN EXCLUSIVE")
        except driver.OperationalError as error:
            raise ImportUnderWay from error
        yield


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as it is stored."""

    id: int
    kind: str
    file_name: str
    state: str
    options: dict[str, object]
    counts: dict[str, int]
    on_day: date
    made_at: datetime
    ended_at: datetime | None
    operator_id: int
    operator: str


_RUN = (
    "SELECT r.id, r.kind, r.file_name, r.state, r.options, r.counts, r.on_day, r.made_at,"
    " r.ended_at, r.operator_id, COALESCE(o.name, '') FROM import_run r"
    " LEFT JOIN operator o ON o.id = r.operator_id"
)


def _runs(db: ClubDatabase, ending: str, values: tuple[object, ...] = ()) -> list[StoredRun]:
    return [
        StoredRun(
            row[0], row[1], row[2], row[3], json.loads(row[4]), json.loads(row[5]),
            date.fromisoformat(row[6]), utc_moment(row[7]), utc_moment(row[8]) if row[8] else None,
            row[9], row[10],
        )
        for row in db.execute_sql(f"{_RUN} {ending}", values).fetchall()
    ]  # fmt: skip


def runs(db: ClubDatabase, limit: int) -> list[StoredRun]:
    """Return the newest runs."""
    return _runs(db, "ORDER BY r.id DESC LIMIT ?", (limit,))


def run_by_id(db: ClubDatabase, run_id: int) -> StoredRun | None:
    """Return a run, or None."""
    found = _runs(db, "WHERE r.id = ?", (run_id,))
    return found[0] if found else None


def open_runs(db: ClubDatabase) -> list[StoredRun]:
    """Return the runs that were not brought to their end."""
    return _runs(db, "WHERE r.state IN ('staging', 'moving', 'undoing') ORDER BY r.id")


def add_run(
    db: ClubDatabase, kind: str, file_name: str, options: dict[str, object], at: datetime,
    on_day: date, operator_id: int,
) -> int:  # fmt: skip
    """Store a run that begins to stage its rows, and return its id."""
    row = db.execute_sql(
        "INSERT INTO import_run (kind, file_name, state, options, counts, on_day, made_at,"
        " operator_id) VALUES (?, ?, 'staging', ?, '{}', ?, ?, ?)",
        (
            kind, file_name, json.dumps(options, ensure_ascii=False), on_day.isoformat(),
            utc_text(at), operator_id,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def set_state(db: ClubDatabase, run_id: int, state: str, ended_at: datetime | None = None) -> None:
    """Store how far a run is."""
    db.execute_sql(
        "UPDATE import_run SET state = ?, ended_at = ? WHERE id = ?",
        (state, utc_text(ended_at) if ended_at else None, run_id),
    )


def set_counts(db: ClubDatabase, run_id: int, counts: dict[str, int]) -> None:
    """Store what a run has done."""
    db.execute_sql("UPDATE import_run SET counts = ? WHERE id = ?", (json.dumps(counts), run_id))


def set_options(db: ClubDatabase, run_id: int, options: dict[str, object]) -> None:
    """Store how a run reads its file and where its bad rows are told."""
    db.execute_sql(
        "UPDATE import_run SET options = ? WHERE id = ?",
        (json.dumps(options, ensure_ascii=False), run_id),
    )


def stage(db: ClubDatabase, run_id: int, rows: Iterable[tuple[int, str]]) -> None:
    """Let (line, content) wait to be moved."""
    db.cursor().executemany(
        "INSERT INTO import_row (run_id, line, content) VALUES (?, ?, ?)",
        [(run_id, line, content) for line, content in rows],
    )


def staged_ids(db: ClubDatabase, run_id: int, *, by_content: bool) -> Sequence[int]:
    """Return the waiting rows in the order in which they are to be moved.

    Args:
        db: The club.
        run_id: The run.
        by_content: By the twenty characters a row begins with (a moment), then by line.
    """
    order = "substr(content, 1, 20), line" if by_content else "line"
    rows = db.execute_sql(
        f"SELECT id FROM import_row WHERE run_id = ? ORDER BY {order}, id", (run_id,)
    )
    return [row[0] for row in rows.fetchall()]


def staged(db: ClubDatabase, row_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return line and content of waiting rows by their ids."""
    marks = ", ".join("?" * len(row_ids))
    rows = db.execute_sql(
        f"SELECT id, line, content FROM import_row WHERE id IN ({marks})", row_ids
    )
    return {id_: (line, content) for id_, line, content in rows.fetchall()}


def unstage(db: ClubDatabase, row_ids: Iterable[int]) -> None:
    """Remove rows that are in the club now."""
    db.cursor().executemany("DELETE FROM import_row WHERE id = ?", [(id_,) for id_ in row_ids])


def drop_some_staged(db: ClubDatabase, run_id: int, limit: int = 2000) -> int:
    """Remove up to *limit* waiting rows of a run and return how many there were."""
    done = db.execute_sql(
        "DELETE FROM import_row WHERE id IN (SELECT id FROM import_row WHERE run_id = ? LIMIT ?)",
        (run_id, limit),
    )
    return int(done.rowcount)


def drop_run(db: ClubDatabase, run_id: int) -> None:
    """Remove a run that brought nothing in."""
    db.execute_sql("DELETE FROM import_run WHERE id = ?", (run_id,))


def add_keys(db: ClubDatabase, run_id: int, keys: Iterable[tuple[str, int]]) -> None:
    """Note by which keys rows are known again, each with what it brought."""
    db.cursor().executemany(
        "INSERT INTO import_key (row_key, run_id, subject_id) VALUES (?, ?, ?)",
        [(key, run_id, subject_id) for key, subject_id in keys],
    )


def drop_some_keys(db: ClubDatabase, run_id: int, limit: int = 2000) -> int:
    """Forget up to *limit* rows of a run and return how many there were."""
    done = db.execute_sql(
        "DELETE FROM import_key WHERE row_key IN"
        " (SELECT row_key FROM import_key WHERE run_id = ? LIMIT ?)",
        (run_id, limit),
    )
    return int(done.rowcount)


def _chunks(keys: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    for start in range(0, len(keys), _MOST_BOUND):
        part = keys[start : start + _MOST_BOUND]
        yield ", ".join("?" * len(part)), part


def known_keys(db: ClubDatabase, keys: Sequence[str]) -> set[str]:
    """Return which of *keys* are those of rows already in the club."""
    found: set[str] = set()
    for marks, part in _chunks(keys):
        rows = db.execute_sql(f"SELECT row_key FROM import_key WHERE row_key IN ({marks})", part)
        found.update(row[0] for row in rows.fetchall())
    return found


def known_sales(db: ClubDatabase, keys: Sequence[str]) -> dict[str, int]:
    """Return the amount of the sale of each of *keys* that is already in the club."""
    found: dict[str, int] = {}
    for marks, part in _chunks(keys):
        rows = db.execute_sql(
            "SELECT k.row_key, s.amount_rial FROM import_key k JOIN sale s ON s.id = k.subject_id"
            f" WHERE k.row_key IN ({marks})",
            part,
        )
        found.update((row[0], row[1]) for row in rows.fetchall())
    return found


def members_named(db: ClubDatabase, name_key: str) -> list[tuple[int, str, str]]:
    """Return (id, number, name) of the members whose folded name is the same."""
    rows = db.execute_sql(
        "SELECT id, number, name FROM member WHERE name_key = ? AND state <> 'erased'"
        " AND merged_into_id IS NULL LIMIT 3",
        (name_key,),
    )
    return [(row[0], row[1], row[2]) for row in rows.fetchall()]


def standing_sales(db: ClubDatabase, run_id: int) -> list[int]:
    """Return the sales of a run that were not taken back, the newest first."""
    rows = db.execute_sql(
        "SELECT s.id FROM sale s WHERE s.run_id = ? AND s.kind IN ('sale', 'visit') AND NOT EXISTS"
        " (SELECT 1 FROM sale r WHERE r.reverses_id = s.id) ORDER BY s.id DESC",
        (run_id,),
    )
    return [row[0] for row in rows.fetchall()]


def members_of(db: ClubDatabase, run_id: int) -> list[int]:
    """Return the members a run brought, as far as they were not erased."""
    rows = db.execute_sql(
        "SELECT id FROM member WHERE run_id = ? AND state <> 'erased' ORDER BY id", (run_id,)
    )
    return [row[0] for row in rows.fetchall()]


_USED = (
    " (m.merged_into_id IS NOT NULL"
    " OR EXISTS (SELECT 1 FROM member o WHERE o.merged_into_id = m.id)"
    " OR EXISTS (SELECT 1 FROM sale s WHERE s.member_id = m.id AND s.run_id IS NOT m.run_id"
    " AND s.kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id))"
    " OR EXISTS (SELECT 1 FROM points_entry e WHERE e.member_id = m.id AND e.kind IN"
    " ('adjust', 'return', 'transfer') AND e.key <> 'opening:' || m.run_id || ':' || m.id"
    " AND NOT EXISTS (SELECT 1 FROM points_entry r WHERE r.reverses_id = e.id))"
    " OR EXISTS (SELECT 1 FROM account a WHERE a.member_id = m.id AND a.balance_rial > 0)"
    " OR EXISTS (SELECT 1 FROM voucher v WHERE v.member_id = m.id AND v.state = 'open')"
    " OR EXISTS (SELECT 1 FROM reward_use u WHERE u.member_id = m.id AND u.state = 'taken')"
    " OR EXISTS (SELECT 1 FROM followup f WHERE f.member_id = m.id AND f.run_id IS NULL)"
    + "".join(
        f" OR EXISTS (SELECT 1 FROM {place} x WHERE x.member_id = m.id)"
        for place in ("contact", "complaint", "request", "feedback", "agreement", "occasion_order")
    )
    + ")"
)
"""What happened to a member beside the import: sales, points, and all that was promised."""


def is_used_since(db: ClubDatabase, run_id: int) -> bool:
    """Return whether a member of a run bought or was served beside the run.

    Goods of an imported sale that came back at the counter are such a sale, whoever bought them.
    """
    row = db.execute_sql(
        f"SELECT 1 FROM member m WHERE m.run_id = ? AND m.state <> 'erased' AND {_USED} UNION ALL"
        " SELECT 1 FROM sale r JOIN sale o ON o.id = r.returns_id WHERE o.run_id = ? AND NOT EXISTS"
        " (SELECT 1 FROM sale u WHERE u.reverses_id = r.id) LIMIT 1",
        (run_id, run_id),
    ).fetchone()
    return row is not None


def is_member_used(db: ClubDatabase, member_id: int) -> bool:
    """Return whether a member of a run bought or was served beside the run."""
    row = db.execute_sql(f"SELECT 1 FROM member m WHERE m.id = ? AND {_USED}", (member_id,))
    return row.fetchone() is not None


def opening_key(run_id: int, member_id: int) -> str:
    """Return the key of the entry of a member's opening balance."""
    return f"opening:{run_id}:{member_id}"
