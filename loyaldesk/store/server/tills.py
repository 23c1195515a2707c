"""The database role of a till: it may sell, and the server lets it alter no ledger and no trail."""

import re

from loyaldesk.kernel.errors import BadInput
from loyaldesk.store.database import translated
from loyaldesk.store.server.database import ServerDatabase

APPENDED = frozenset({
    "points_entry", "allocation", "account_entry", "sale", "sale_line", "sale_sheet", "audit",
    "seal", "consent_event", "stamp_entry", "tier_change", "lot_date",
})  # fmt: skip
"""Tables a till may read and add to, and nothing else."""

WRITTEN_BY_GUARDS = frozenset({"points_balance"})
"""Tables that only the triggers write to, with the rights of the owner."""

MOVED_BY_MERGES = ("sale", "consent_event", "stamp_entry")
"""Tables in which a merge of two records changes whose a row is, and nothing else."""

COLUMNS_OF = {
    "account": ("state", "state_reason", "expires_on", "member_id"),
    "lot": ("expires_on", "idle_months"),
}
"""Columns a till may change where the rest is written by guards alone."""

_NAME = r"[a-z][a-z0-9_]{2,40}"
SHORTEST = 12
MARK = "LoyalDesk till"
"""What stands at the role of a till on the server: another role of this name is left alone."""


def add_till(db: ServerDatabase, name: str, password: str) -> None:
    """Make the role *name*, or give it a new password, with a till's rights on the club.

    Raises:
        BadInput: ``till`` (``not a role``, or ``no till``: a role of something else) or
            ``password`` that cannot be used.
        StorageProblem: ``server rights`` if whoever is connected may not do it.
    """
    if not re.fullmatch(_NAME, name):
        raise BadInput("till", "not a role", name[:80])
    if len(password) < SHORTEST:
        raise BadInput("password", "too short", limit=SHORTEST)
    schema = db.address.schema
    with translated(db.path), db.writable():
        known = db.run(
            "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = %(n)s",
            {"n": name},
        ).fetchone()
        if known is not None and known[0] != MARK:
            raise BadInput("till", "no till", name)
        act = "CREATE" if known is None else "ALTER"
        # What the server keeps of it is reckoned here: its logs show whole statements.
        proof = db.connection().pgconn.encrypt_password(
            password.encode(), name.encode(), b"scram-sha-256"
        )
        db.run(f'{act} ROLE "{name}" LOGIN PASSWORD %(p)s', {"p": proof.decode()})
        db.run(f"COMMENT ON ROLE \"{name}\" IS '{MARK}'")
        database = db.address.database.replace('"', '""').replace("%", "%%")
        db.run(f'GRANT CONNECT ON DATABASE "{database}" TO "{name}"')
        db.run(f'GRANT USAGE ON SCHEMA "{schema}" TO "{name}"')
        db.run(f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM "{name}"')
        _let_call(db, schema, name)
        for table, kind in db.run(
            "SELECT relname, relkind::text FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE n.nspname = %(s)s AND relkind IN ('r', 'v')"
            " ORDER BY relname", {"s": schema},
        ).fetchall():  # fmt: skip
            for grant in _grants(table, kind):
                db.run(f'GRANT {grant} ON "{schema}"."{table}" TO "{name}"')


def _let_call(db: ServerDatabase, schema: str, name: str) -> None:
    """Let a till call functions, but lay no guard of the ledger on a table of its own.

    A guard that writes does so as the owner; a till could feed it with rows nobody booked.
    """
    db.run(f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "{schema}" TO "{name}"')
    for (guard,) in db.run(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE prorettype = 'trigger'::regtype"
        " AND pronamespace = %(s)s::regnamespace", {"s": schema},
    ).fetchall():  # fmt: skip
        db.run(f'REVOKE EXECUTE ON FUNCTION {guard} FROM PUBLIC, "{name}"')


def _grants(table: str, kind: str) -> list[str]:
    """Return what a till may do with a table or view."""
    grants = ["SELECT"]
    if kind == "v" or table in {"club_mark", "club_secret"} or table in WRITTEN_BY_GUARDS:
        return grants
    grants.append("INSERT")
    if table in MOVED_BY_MERGES:
        grants.append("UPDATE (member_id)")
    if table in COLUMNS_OF:
        grants.append(f"UPDATE ({', '.join(COLUMNS_OF[table])})")
    elif table not in APPENDED:
        grants += ["UPDATE", "DELETE"]
    return grants
