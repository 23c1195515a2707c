"""The tables of a club on a server, made from those of a club file.

Nothing is listed twice: tables, checks, indexes and triggers are read from a fresh club file of
this program and said in PostgreSQL.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loyaldesk.store.server.dialect import Translator
from loyaldesk.store.server.kinds import SERVER_TYPES, Place, Places, kind_of

FUNCTIONS = Path(__file__).with_name("functions.sql")

_TRIGGER = re.compile(
    r'CREATE TRIGGER "?(?P<name>\w+)"?\s+(?P<time>BEFORE|AFTER)\s+(?P<act>INSERT|DELETE|UPDATE)'
    r'(?:\s+OF\s+(?P<of>[\w",\s]+?))?\s+ON\s+"?(?P<table>\w+)"?\s*(?:FOR EACH ROW\s*)?'
    r"(?:WHEN\s+(?P<when>.*?)\s*)?\bBEGIN\b(?P<body>.*)\bEND\s*;?\s*$",
    re.DOTALL | re.IGNORECASE,
)
_RAISE = re.compile(
    r"\s*SELECT\s+RAISE\s*\(\s*ABORT\s*,\s*'(?P<text>(?:[^']|'')*)'\s*\)\s*(?:WHERE(?P<when>.*))?$",
    re.DOTALL | re.IGNORECASE,
)
_OWN = (
    """CREATE TABLE club_mark (application_id BIGINT NOT NULL, schema BIGINT NOT NULL,
    one BIGINT PRIMARY KEY DEFAULT 1 CHECK (one = 1))""",
    """CREATE TABLE club_secret (trail_key BYTEA NOT NULL,
    one BIGINT PRIMARY KEY DEFAULT 1 CHECK (one = 1))""",
)
"""What a file says in its header, and the trail key that all tills share."""
_MASTER = """CREATE VIEW sqlite_master AS
SELECT CASE c.relkind WHEN 'i' THEN 'index' ELSE 'table' END AS type, c.relname::text AS name,
    COALESCE(t.relname, c.relname)::text AS tbl_name, ''::text AS sql
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
WHERE n.nspname = '{schema}' AND c.relkind IN ('r', 'i') AND c.relname NOT LIKE 'club\\_%'
UNION ALL SELECT 'trigger', g.tgname::text, c.relname::text, ''
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = '{schema}' AND NOT g.tgisinternal"""
"""What there is, by the name under which a file answers it."""

_WORDS = "CREATE VIEW member_words AS SELECT id AS rowid, words FROM member"
"""The words a member is found by: a club file keeps an index of them in a table of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table, index or trigger of a club file."""

    kind: str
    name: str
    table: str
    sql: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a club file, as ``PRAGMA table_info`` and ``foreign_key_list`` tell it."""

    name: str
    declared: str
    needed: bool
    default: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to another table."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    on_delete: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a club file's making.

    Attributes:
        version: Number of its newest migration.
        places: Its tables.
        columns: Columns of each table.
        links: References of each table.
        parts: Tables, indexes and triggers with their texts.
    """

    version: int
    places: Places
    columns: dict[str, list[Column]]
    links: dict[str, list[Link]]
    parts: tuple[Part, ...]

    def in_order(self) -> list[str]:
        """Return the tables so that each comes after those it refers to."""
        done: list[str] = []

        def put(name: str, on_the_way: tuple[str, ...] = ()) -> None:
            for link in self.links[name]:
                if link.table not in (*done, *on_the_way, name):
                    put(link.table, (*on_the_way, name))
            if name not in done:
                done.append(name)

        for name in sorted(self.columns):
            put(name)
        return done


def statements(plan: Plan, schema: str) -> Iterator[str]:
    """Give the statements that make the empty tables in *schema*, in order."""
    say = Translator(plan.places)
    yield from functions()
    yield from _OWN
    order = plan.in_order()
    for name in order:
        yield _table(plan, name, say)
        yield from _declared(plan, name)
    yield _WORDS
    yield _MASTER.format(schema=schema)
    yield "CREATE VIEW sqlite_schema AS SELECT * FROM sqlite_master"
    for name in order:
        yield from _numbering(plan.places.tables[name], schema)
    for name in order:
        yield from _links(name, plan.links[name])
    for part in plan.parts:
        if part.kind == "index" and part.table in plan.columns:
            yield _index(part, say)
    yield from _guards(plan, schema, say)


def functions() -> Iterator[str]:
    """Give the statements that make SQLite's functions."""
    text = re.sub(r"^--.*$", "", FUNCTIONS.read_text("utf-8"), flags=re.MULTILINE)
    yield from (
        each.strip() for each in re.split(r";\s*\n(?=\s*(?:CREATE|$))", text) if each.strip()
    )


def _table(plan: Plan, name: str, say: Translator) -> str:
    place = plan.places.tables[name]
    lines = []
    for column in plan.columns[name]:
        line = f'"{column.name}" {SERVER_TYPES[kind_of(column.declared)]}'
        if column.needed or column.name in place.key:
            line += " NOT NULL"
        if column.default is not None:
            line += f" DEFAULT {column.default}"
        lines.append(line)
    if place.key:
        lines.append(f"PRIMARY KEY ({_listed(place.key)})")
    text = next(part.sql for part in plan.parts if part.kind == "table" and part.name == name)
    lines += [f"CHECK ({say.condition(check)})" for check in _checks(text)]
    return f'CREATE TABLE "{name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _declared(plan: Plan, name: str) -> Iterator[str]:
    """Keep what a column was declared in the file, where its type does not show it."""
    for column in plan.columns[name]:
        if column.declared.upper() not in {"INTEGER", "TEXT", "REAL", "BLOB"}:
            yield f"""COMMENT ON COLUMN "{name}"."{column.name}" IS '{column.declared.upper()}'"""


def _checks(text: str) -> Iterator[str]:
    """Give the conditions of the checks in the text of a table."""
    for at in re.finditer(r"\bCHECK\s*\(", text):
        depth, quoted = 1, False
        for end in range(at.end(), len(text)):
            quoted ^= text[end] == "'"
            if not quoted:
                depth += {"(": 1, ")": -1}.get(text[end], 0)
            if depth == 0:
                yield text[at.end() : end]
                break


def _numbering(place: Place, schema: str) -> Iterator[str]:
    """Number new rows as the file does: one more than the last, without a gap.

    There is one writer at a time, so nobody can take the same number; a sequence would leave a
    hole after every act that was given up.
    """
    key = place.row_id
    if key is None:
        return
    function = f'"next_{place.name}"'
    yield (
        f"CREATE FUNCTION {function}() RETURNS bigint LANGUAGE plpgsql VOLATILE"
        f' SET search_path = "{schema}", pg_temp AS $$ BEGIN RETURN'
        f' (SELECT COALESCE(MAX("{key}"), 0) + 1 FROM "{place.name}"); END $$'
    )
    yield f'ALTER TABLE "{place.name}" ALTER COLUMN "{key}" SET DEFAULT {function}()'


def _links(name: str, links: Iterable[Link]) -> Iterator[str]:
    for link in links:
        to = f" ({_listed(link.targets)})" if link.targets else ""
        yield (
            f'ALTER TABLE "{name}" ADD FOREIGN KEY ({_listed(link.columns)}) REFERENCES'
            f' "{link.table}"{to} ON DELETE {link.on_delete}'
        )


def _index(part: Part, say: Translator) -> str:
    """Say an index; empty values stand first in it, as texts ask for them in that order."""
    at = re.fullmatch(
        r'CREATE (UNIQUE )?INDEX "?(\w+)"?\s+ON "?(\w+)"? \(([^()]*)\)\s*(?:WHERE (.*))?',
        part.sql.strip(), re.DOTALL,
    )  # fmt: skip
    if at is None:
        raise ValueError(f"an index cannot be said: {part.sql}")
    unique, name, table, columns, where = at.groups()
    listed = []
    for each in columns.split(","):
        column, _, way = each.strip().partition(" ")
        down = way.strip().upper() == "DESC"
        listed.append(f"{column} {'DESC NULLS LAST' if down else 'ASC NULLS FIRST'}")
    condition = f" WHERE {say.condition(where)}" if where else ""
    return f'CREATE {unique or ""}INDEX "{name}" ON "{table}" ({", ".join(listed)}){condition}'


def _guards(plan: Plan, schema: str, say: Translator) -> Iterator[str]:
    kept: dict[str, str] = {}
    for part in plan.parts:
        if part.kind != "trigger" or part.table not in plan.columns or not _is_ours(part):
            continue
        trigger = _TRIGGER.match(part.sql)
        if trigger is None:
            raise ValueError(f"a trigger cannot be said: {part.sql}")
        yield from _trigger(trigger, schema, say)
        refusal = _RAISE.match(trigger["body"].strip(" ;\n"))
        if trigger["act"].upper() == "DELETE" and refusal is not None:
            kept.setdefault(part.table, refusal["text"])
    yield from _begins_empty(schema)
    for table, text in kept.items():  # the server has one more way to empty a table
        yield _function(
            f"{table}_no_truncate", f"RAISE EXCEPTION '{text}' USING ERRCODE = '23514';", schema
        )
        yield (
            f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT'
            f' EXECUTE FUNCTION "{table}_no_truncate"()'
        )


def _begins_empty(schema: str) -> Iterator[str]:
    """Let no account begin with money: a file's working connection writes no sum itself."""
    name = "account_begins_empty"
    yield _function(
        name, "IF NEW.balance_rial <> 0 THEN RAISE EXCEPTION 'an account begins empty'"
        " USING ERRCODE = '23514'; END IF;\nRETURN NEW;", schema,
    )  # fmt: skip
    yield (
        f'CREATE TRIGGER "{name}" BEFORE INSERT ON "account" FOR EACH ROW EXECUTE FUNCTION'
        f' "{name}"()'
    )


def _is_ours(part: Part) -> bool:
    """Return whether a trigger is about tables that the server has too (no index of words)."""
    return "member_words" not in part.sql


def _trigger(trigger: "re.Match[str]", schema: str, say: Translator) -> Iterator[str]:
    lines, writes = [], False
    for each in re.split(r";\s*(?:\n|$)", trigger["body"]):
        if not each.strip():
            continue
        refusal = _RAISE.match(each.strip())
        if refusal is None:
            writes = True
            lines.append(say.statement(each) + ";")
            continue
        act = f"RAISE EXCEPTION '{refusal['text']}' USING ERRCODE = '23514';"
        when = refusal["when"]
        lines.append(f"IF {say.condition(when)} THEN {act} END IF;" if when else act)
    body = "\n".join(lines)
    if trigger["when"]:
        body = f"IF {say.condition(trigger['when'])} THEN\n{body}\nEND IF;"
    after = trigger["time"].upper() == "AFTER"
    last = "NULL" if after else "OLD" if trigger["act"].upper() == "DELETE" else "NEW"
    name, table = trigger["name"], trigger["table"]
    yield _function(name, f"{body}\nRETURN {last};", schema, as_owner=writes)
    of = f" OF {' '.join(trigger['of'].split())}" if trigger["of"] else ""
    yield (
        f'CREATE TRIGGER "{name}" {trigger["time"]} {trigger["act"]}{of} ON "{table}"'
        f' FOR EACH ROW EXECUTE FUNCTION "{name}"()'
    )


def _function(name: str, body: str, schema: str, *, as_owner: bool = False) -> str:
    """Return the function of a trigger; one that writes does so with the owner's rights.

    It looks where the club lies, whatever the connection is told: a till could lay tables of its
    own under the same names over those that the guard asks.
    """
    rights = "SECURITY DEFINER " if as_owner else ""
    return (
        f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql {rights}'
        f'SET search_path = "{schema}", pg_temp AS $$\nBEGIN\n{body}\nEND $$'
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
