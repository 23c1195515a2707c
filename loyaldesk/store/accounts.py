"""Wallets and gift cards in the file. Entries are only added; a trigger keeps the balance."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.domain.accounts import Account, AccountKind, AccountState
from loyaldesk.kernel.persian import code_key
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text

_ACCOUNT = (
    "SELECT id, kind, member_id, typed, state, state_reason, expires_on, balance_rial, made_at"
    " FROM account"
)


def _accounts(db: ClubDatabase, ending: str, values: tuple[object, ...]) -> list[Account]:
    rows = db.execute_sql(f"{_ACCOUNT} {ending}", values).fetchall()
    return [Account(*[*row[:6], day_of(row[6]), row[7], utc_moment(row[8])]) for row in rows]


def wallet_of(db: ClubDatabase, member_id: int) -> Account | None:
    """Return a member's wallet; None when nothing was ever put into one."""
    found = _accounts(db, "WHERE member_id = ? AND kind = 'wallet'", (member_id,))
    return found[0] if found else None


def card_by_code(db: ClubDatabase, code: str) -> Account | None:
    """Return the gift card with a code, in any spelling."""
    found = _accounts(db, "WHERE code_key = ?", (code_key(code),))
    return found[0] if found else None


def account(db: ClubDatabase, account_id: int) -> Account | None:
    """Return an account."""
    found = _accounts(db, "WHERE id = ?", (account_id,))
    return found[0] if found else None


def cards(db: ClubDatabase, *, everything: bool, limit: int) -> list[Account]:
    """Return gift cards, the newest first; those with money in them, or *everything*."""
    where = "" if everything else "AND balance_rial > 0"
    return _accounts(db, f"WHERE kind = 'gift_card' {where} ORDER BY id DESC LIMIT ?", (limit,))


def owed(db: ClubDatabase) -> dict[str, tuple[int, int]]:
    """Return for each kind of account how many hold money and how much it is."""
    rows = db.execute_sql(
        "SELECT kind, COUNT(*), SUM(balance_rial) FROM account WHERE balance_rial > 0 GROUP BY kind"
    ).fetchall()
    return {kind: (count, rial) for kind, count, rial in rows}


def used_by(db: ClubDatabase, code: str) -> str:
    """Return whose a code is: ``member``, ``gift_card``, ``voucher`` or nobody's (E64)."""
    key = code_key(code)
    for by, table in (("member", "code"), ("gift_card", "account"), ("voucher", "voucher")):
        if db.execute_sql(f"SELECT 1 FROM {table} WHERE code_key = ?", (key,)).fetchone():
            return by
    return ""


def add_wallet(db: ClubDatabase, member_id: int, at: datetime) -> int:
    """Store an empty wallet."""
    return _add(db, AccountKind.WALLET, member_id, "", at, None)


def add_card(db: ClubDatabase, code: str, at: datetime, expires_on: date | None) -> int:
    """Store an empty gift card; the schema refuses a code that stands already."""
    return _add(db, AccountKind.GIFT_CARD, None, code, at, expires_on)


def _add(
    db: ClubDatabase, kind: AccountKind, member_id: int | None, code: str, at: datetime,
    expires_on: date | None,
) -> int:  # fmt: skip
    row = db.execute_sql(
        "INSERT INTO account (kind, member_id, code_key, typed, state, state_reason, expires_on,"
        " balance_rial, made_at) VALUES (?, ?, ?, ?, 'open', '', ?, 0, ?)",
        (
            kind.value, member_id, code_key(code) if code else None, code,
            expires_on.isoformat() if expires_on else None, utc_text(at),
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def set_state(db: ClubDatabase, account_id: int, state: str, reason: str = "") -> None:
    """Block a card or open it again."""
    db.execute_sql(
        "UPDATE account SET state = ?, state_reason = ? WHERE id = ?", (state, reason, account_id)
    )


def settle(db: ClubDatabase, account_id: int) -> None:
    """Close a gift card whose sale was wholly taken back; open it when that was taken back."""
    sold = sum(
        part.rest
        for part in _parts(db, "e.account_id = ? AND e.kind = 'sold'", (account_id,))
    )  # fmt: skip
    db.execute_sql(
        "UPDATE account SET state = CASE WHEN ? = 0 AND balance_rial = 0 THEN 'closed' ELSE 'open'"
        " END WHERE id = ? AND kind = 'gift_card' AND state <> ?",
        (sold, account_id, AccountState.BLOCKED.value),
    )


def renew(db: ClubDatabase, account_id: int, expires_on: date | None) -> None:
    """Open a closed card that is sold again."""
    db.execute_sql(
        "UPDATE account SET state = 'open', state_reason = '', expires_on = ? WHERE id = ?",
        (expires_on.isoformat() if expires_on else None, account_id),
    )


@dataclass(frozen=True, slots=True)
class NewMovement:
    """One movement before it is stored."""

    account_id: int
    key: str
    kind: str
    rial: int
    at: datetime
    on_day: date
    operator_id: int
    till: str
    sale_id: int | None = None
    reverses_id: int | None = None
    reason: str = ""


def add_entry(db: ClubDatabase, new: NewMovement) -> int:
    """Store a movement; triggers move the balance and refuse to take more than there is."""
    row = db.execute_sql(
        "INSERT INTO account_entry (account_id, key, kind, rial, sale_id, reverses_id, reason, at,"
        " on_day, operator_id, till) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.account_id, new.key, new.kind, new.rial, new.sale_id, new.reverses_id, new.reason,
            utc_text(new.at), new.on_day.isoformat(), new.operator_id, new.till,
        ),
    )  # fmt: skip
    return int(row.lastrowid)


def count_of_sale(db: ClubDatabase, sale_id: int) -> int:
    """Return how many movements a sale has."""
    return int(
        db.execute_sql(
            "SELECT COUNT(*) FROM account_entry WHERE sale_id = ?", (sale_id,)
        ).fetchone()[0]
    )


def count_of_account(db: ClubDatabase, account_id: int) -> int:
    """Return how many movements an account has."""
    return int(
        db.execute_sql(
            "SELECT COUNT(*) FROM account_entry WHERE account_id = ?", (account_id,)
        ).fetchone()[0]
    )


def movement_by_key(db: ClubDatabase, key: str) -> tuple[int, str, int] | None:
    """Return account, kind and Rial of the movement with a key, or None."""
    row = db.execute_sql(
        "SELECT account_id, kind, rial FROM account_entry WHERE key = ?", (key,)
    ).fetchone()
    return (row[0], row[1], row[2]) if row else None


@dataclass(frozen=True, slots=True)
class Part:
    """A movement of a sale; ``rest``: what of it was not given or taken back since."""

    id: int
    account_id: int
    account_kind: str
    kind: str
    rial: int
    rest: int


_BACK = (
    "COALESCE((SELECT SUM(r.rial + COALESCE((SELECT SUM(u.rial) FROM account_entry u WHERE"
    " u.reverses_id = r.id), 0)) FROM account_entry r WHERE r.reverses_id = e.id), 0)"
)
"""What came back of an entry: its mirrors and partial returns, less the mirrors of those."""


def _parts(db: ClubDatabase, where: str, values: tuple[object, ...]) -> list[Part]:
    rows = db.execute_sql(
        f"SELECT e.id, e.account_id, a.kind, e.kind, e.rial, e.rial + {_BACK}"
        f" FROM account_entry e JOIN account a ON a.id = e.account_id WHERE {where} ORDER BY e.id",
        values,
    ).fetchall()
    return [Part(*row) for row in rows]


def parts_of(db: ClubDatabase, sale_id: int) -> list[Part]:
    """Return the movements of a sale, the oldest first."""
    return _parts(db, "e.sale_id = ?", (sale_id,))


def cashback_asked(db: ClubDatabase, member_id: int) -> list[tuple[int, int]]:
    """Return (sale, cashback its returns asked for) where one of them did not find it all.

    What a club forgives is not asked for.
    """
    rows = db.execute_sql(
        "SELECT r.returns_id, SUM(json_extract(d.document, '$.plan.cashback_rial') + CASE WHEN"
        " json_extract(d.document, '$.plan.policy') = 'clip' THEN 0 ELSE"
        " json_extract(d.document, '$.plan.cashback_gone_rial') END) AS asked,"
        " SUM(json_extract(d.document, '$.plan.cashback_gone_rial')) AS gone"
        " FROM sale r JOIN sale_sheet d ON d.sale_id = r.id WHERE r.member_id = ?"
        " AND r.kind = 'return' AND NOT EXISTS (SELECT 1 FROM sale u WHERE u.reverses_id = r.id)"
        " GROUP BY r.returns_id HAVING gone > 0 ORDER BY r.returns_id",
        (member_id,),
    )
    return [(row[0], int(row[1])) for row in rows.fetchall()]


def merged_into(db: ClubDatabase, member_id: int) -> int:
    """Return the member a record became part of; the same one when it was never merged."""
    row = db.execute_sql(
        "WITH RECURSIVE way (id, next) AS (SELECT id, merged_into_id FROM member WHERE id = ?"
        " UNION SELECT m.id, m.merged_into_id FROM way JOIN member m ON m.id = way.next)"
        " SELECT id FROM way WHERE next IS NULL",
        (member_id,),
    ).fetchone()
    return int(row[0]) if row else member_id


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A movement as the wallet's list shows it."""

    id: int
    kind: str
    rial: int
    at: datetime
    on_day: date
    reason: str
    receipt: int | None
    operator: str


def movements(db: ClubDatabase, account_id: int, limit: int) -> list[MovementRow]:
    """Return what moved in an account, the newest first."""
    rows = db.execute_sql(
        "SELECT e.id, e.kind, e.rial, e.at, e.on_day, e.reason, s.receipt, COALESCE(o.name, '')"
        " FROM account_entry e LEFT JOIN sale s ON s.id = e.sale_id"
        " LEFT JOIN operator o ON o.id = e.operator_id WHERE e.account_id = ?"
        " ORDER BY e.id DESC LIMIT ?",
        (account_id, limit),
    ).fetchall()
    return [
        MovementRow(*[*row[:3], utc_moment(row[3]), date.fromisoformat(row[4]), *row[5:]])
        for row in rows
    ]
