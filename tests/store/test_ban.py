"""Outside a change nothing is written: our ban refuses all that the engine's own switch refuses."""

import os
import random
import secrets
import threading
from contextlib import closing

import peewee
import pytest
from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.errors import StorageProblem
from loyaldesk.store.ban import REFUSED, GuardedConnection, writes
from loyaldesk.store.database import ClubDatabase, writing
from tests.makers import make_member

SETTING = """
CREATE TABLE t (id INTEGER PRIMARY KEY, "select" TEXT, b BLOB);
CREATE INDEX i ON t ("select");
CREATE VIEW v AS SELECT id FROM t;
CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t (id) VALUES (NEW.id); END;
CREATE VIRTUAL TABLE f USING fts5(words);
INSERT INTO t VALUES (1, 'one', x'00');
"""

WRITERS = """
INSERT INTO t VALUES (2, 'two', NULL)
INSERT OR REPLACE INTO t VALUES (1, 'two', NULL)
INSERT INTO t (id) VALUES (3) RETURNING id
INSERT INTO t (id) SELECT id + 10 FROM t
INSERT INTO v VALUES (4)
INSERT INTO f (f) VALUES ('optimize')
REPLACE INTO t VALUES (1, 'two', NULL)
UPDATE t SET "select" = 'x'
UPDATE OR IGNORE t SET id = 5
DELETE FROM t
DELETE FROM t WHERE id = 1 RETURNING id
WITH a AS (SELECT 1 AS n) INSERT INTO t (id) SELECT n + 6 FROM a
WITH a (n) AS (VALUES (7)), z AS NOT MATERIALIZED (SELECT 1) REPLACE INTO t (id) SELECT n FROM a
WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 3) DELETE FROM t
WITH "select" AS (SELECT 1) UPDATE t SET b = 1
WITH [values] AS (SELECT ')' AS x) UPDATE t SET b = 1
WITH `a(` AS (SELECT 1) DELETE FROM t
WITH 'select' AS (SELECT 1) DELETE FROM t
WITH replace AS (SELECT 1) DELETE FROM t
CREATE TABLE u (id)
CREATE TABLE u AS SELECT 1
CREATE TEMP TABLE u (id)
CREATE INDEX j ON t (b)
CREATE UNIQUE INDEX j ON t (b)
CREATE VIEW w AS SELECT 1
CREATE TEMP VIEW w AS SELECT 1
CREATE TRIGGER h AFTER INSERT ON t BEGIN SELECT 1; END
CREATE VIRTUAL TABLE u USING fts5(x)
DROP TABLE t
DROP INDEX i
DROP VIEW v
DROP TRIGGER g
ALTER TABLE t RENAME TO u
ALTER TABLE t ADD COLUMN c
ALTER TABLE t DROP COLUMN b
REINDEX
REINDEX t
VACUUM
VACUUM INTO 'copy.db'
ANALYZE
ANALYZE t
ATTACH ':memory:' AS m
ATTACH 'beside.db' AS m
DETACH m
BEGIN IMMEDIATE
BEGIN EXCLUSIVE TRANSACTION
PRAGMA user_version = 3
PRAGMA user_version(3)
PRAGMA main.user_version = 3
PRAGMA "user_version" = 3
PRAGMA [main] . application_id=3
PRAGMA schema_version = 99
PRAGMA auto_vacuum = 1
PRAGMA incremental_vacuum
PRAGMA incremental_vacuum(9)
PRAGMA optimize
PRAGMA optimize(0xfffe)
PRAGMA journal_mode = delete
PRAGMA journal_mode(off)
PRAGMA query_only = 0
PRAGMA writable_schema = 1
PRAGMA encoding = 'UTF-16'
PRAGMA page_size = 512
PRAGMA rekey = 'x'
PRAGMA temp_store_directory = '/'
PRAGMA locking_mode = exclusive
SELECT sqlcipher_export('main')
SELECT "sqlcipher_export"('temp')
""".strip().splitlines()
"""Each writes, or opens a way to; what the engine's switch refuses of them is asked of it."""

READERS = """
SELECT * FROM t
SELECT replace("select", 'o', 'DELETE') FROM t
SELECT 'INSERT', "select" FROM t -- DELETE FROM t
VALUES (1), (2)
WITH a AS (SELECT id FROM t) SELECT replace(id, 1, 2) FROM a
WITH a (n) AS (VALUES (1)), z AS MATERIALIZED (SELECT ')' || n FROM a) SELECT * FROM z
WITH "insert" AS (SELECT 1) SELECT * FROM "insert"
WITH 'delete' AS (SELECT 1) VALUES (1)
SELECT * FROM f WHERE f MATCH 'one'
EXPLAIN SELECT 1
EXPLAIN QUERY PLAN DELETE FROM t
BEGIN
BEGIN DEFERRED TRANSACTION
COMMIT
END
SAVEPOINT s
RELEASE s
ROLLBACK TO s
ROLLBACK
PRAGMA user_version
PRAGMA data_version
PRAGMA main.user_version;
PRAGMA table_info(t)
PRAGMA table_info("t")
PRAGMA main.foreign_key_list("t")
PRAGMA "main".table_info("t")
PRAGMA "foreign_key_list"('t')
PRAGMA quick_check
PRAGMA quick_check(1)
PRAGMA busy_timeout=0
PRAGMA secure_delete=fast
PRAGMA wal_checkpoint(TRUNCATE)
PRAGMA cipher_integrity_check
""".strip().splitlines()
"""What the program asks outside a change."""


def made(path, factory=driver.Connection):
    connection = driver.connect(str(path), isolation_level=None, factory=factory)
    connection.execute("PRAGMA journal_mode = wal").fetchall()
    return connection


def refused_by(connection, sql):
    """Return whether *sql* is refused as writing; any other end is none of the ban's."""
    try:
        connection.execute(sql).fetchall()
    except (driver.Error, driver.Warning) as error:  # two statements
        return REFUSED in str(error)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return False


def in_disguise(rng, sql):
    """Return *sql* as nobody writes it, and as the engine reads all the same."""
    gap = lambda: rng.choice((  # noqa: E731
        " ", "\t", "\n", "\f ", "\r\n", " /* SELECT ( */ ", "/**/ ", " -- WITH a AS (\n", "\n--\n",
        " /* ' */ ", ' /* " -- */ ', " --'\n", "  ",
    ))  # fmt: skip
    words = sql.split(" ")
    in_quotes = 0
    told = gap() if rng.random() < 0.5 else ""
    for at, word in enumerate(words):
        may = in_quotes % 2 == 0 and not any(sign in word for sign in "'\"`[")
        told += "".join(rng.choice((s.upper(), s.lower())) for s in word) if may else word
        in_quotes += sum(word.count(sign) for sign in "'\"`")
        if at < len(words) - 1:
            told += gap() if in_quotes % 2 == 0 else " "
    return told + rng.choice(("", ";", " ", " -- SELECT", "\n;", "/* SELECT"))


@pytest.fixture
def pair(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(made(tmp_path / "t.db")) as first:
        first.executescript(SETTING)
    with (
        closing(made(tmp_path / "t.db")) as engine,
        closing(made(tmp_path / "t.db", GuardedConnection)) as ours,
    ):
        engine.execute("PRAGMA query_only = 1")
        ours.ban_is_lifted = False
        yield engine, ours


def test_all_that_the_engines_switch_refuses_is_refused_by_the_ban(pair):
    engine, ours = pair
    seed = os.environ.get("LOYALDESK_SEED") or secrets.token_hex(4)
    print("seed", seed)
    rng = random.Random(seed)
    by_engine = 0
    for sql in [*WRITERS, *READERS]:
        for text in (sql, *(in_disguise(rng, sql) for _ in range(8))):
            if "query_only" not in sql and refused_by(engine, text):
                by_engine += 1
                assert writes(text), text
                assert refused_by(ours, text), text
    assert by_engine > 300  # the comparison compares something
    before = ours.execute("SELECT * FROM t").fetchall()
    assert before == [(1, "one", b"\0")]


@pytest.mark.parametrize("sql", WRITERS)
def test_whatever_writes_is_refused(pair, sql):
    assert refused_by(pair[1], sql)


@pytest.mark.parametrize("sql", READERS)
def test_what_the_program_asks_outside_a_change_passes(pair, sql):
    assert not writes(sql)
    assert not refused_by(pair[1], sql)


def test_every_pragma_with_a_value_that_the_switch_refuses_is_refused(pair):
    engine, ours = pair
    names = [row[0] for row in engine.execute("PRAGMA pragma_list").fetchall()]
    assert "user_version" in names
    for name in set(names) - {"query_only", "hard_heap_limit", "soft_heap_limit"}:
        for text in (f"PRAGMA {name}", f"PRAGMA {name} = 2", f"PRAGMA main.{name}(2)"):
            if refused_by(engine, text):
                assert refused_by(ours, text), text


@pytest.mark.parametrize("sql", [
    "", ";", "; DELETE FROM t", "DELETE", "\ufeffDELETE FROM t", "\xa0SELECT 1", "\vSELECT 1",
    "WITH", "WITH a AS (", "WITH a AS (SELECT 1)) DELETE FROM t", "PRAGMA", "PRAGMA .",
    "'SELECT' 1", "/* SELECT 1", "SELEC\u0130 1", "x" * 5_000, "SELECT 1; DELETE FROM t",
    "SELECT 1; SELECT 2",
])  # fmt: skip
def test_what_is_no_known_question_is_taken_for_writing(sql):
    assert writes(sql)


@pytest.mark.parametrize("way", [
    lambda db: db.execute_sql("DELETE FROM member"),
    lambda db: db.cursor().execute("DELETE FROM member"),
    lambda db: db.cursor().executemany("DELETE FROM member WHERE id = ?", [(1,)]),
    lambda db: db.cursor().executescript("SELECT 1; DELETE FROM member"),
    lambda db: db.connection().execute("DELETE FROM member"),
    lambda db: db.connection().executemany("DELETE FROM member WHERE id = ?", [(1,)]),
    lambda db: db.connection().executescript("DELETE FROM member"),
    lambda db: db.connection().cursor(driver.Cursor).execute("DELETE FROM member"),
    lambda db: db.connection().open_blob("club", "logo", 1),
    lambda db: db.begin("IMMEDIATE"),
])  # fmt: skip
def test_no_way_of_a_club_writes_outside_a_change(desk, way):
    member = make_member(desk)
    with pytest.raises((peewee.DatabaseError, driver.Error)):
        way(desk.db)
    assert desk.db.execute_sql("SELECT id FROM member").fetchall() == [(member.id,)]


def test_the_ban_lies_again_after_a_change_however_it_ended(desk):
    delete = "DELETE FROM note"
    with writing(desk.db):
        desk.db.execute_sql(delete)
    with pytest.raises(peewee.OperationalError, match=REFUSED):
        desk.db.execute_sql(delete)  # the very text the engine has compiled
    with pytest.raises(ValueError, match="no"), writing(desk.db):
        desk.db.execute_sql(delete)
        raise ValueError("no")
    with pytest.raises(peewee.OperationalError, match=REFUSED):
        desk.db.execute_sql(delete)
    desk.db.close()
    with pytest.raises(peewee.OperationalError, match=REFUSED):
        desk.db.execute_sql(delete)  # on a connection that was just made


def test_a_change_of_one_thread_lets_no_other_thread_write(desk):
    told: list[str] = []

    def write_beside() -> None:
        with desk.db.connection_context():
            try:
                desk.db.execute_sql("DELETE FROM note")
            except peewee.OperationalError as error:
                told.append(str(error))

    with writing(desk.db):
        other = threading.Thread(target=write_beside)
        other.start()
        other.join()
    assert told == [REFUSED]


def test_a_club_that_is_only_looked_at_does_not_write_at_all(desk):
    db = ClubDatabase(desk.db.path, desk.db.key, looking="read-only")
    with closing(db):
        db.connect()
        with pytest.raises(StorageProblem), writing(db):
            pass
        with pytest.raises(peewee.OperationalError, match=REFUSED):
            db.execute_sql("DELETE FROM note")
