"""What is left of an erased member in places that hold few words of anybody: all of it goes."""

import json

from loyaldesk.store import families
from loyaldesk.store.database import ClubDatabase


def forget_rest(db: ClubDatabase, member_id: int) -> None:
    """Take a member out of family and kept baskets, and blank why things were set by hand.

    What stands under seal (the reasons in the ledger, the proof of a consent) can be taken out by
    nobody: the forms say that no names belong there.
    """
    families.remove_kin(db, member_id)
    kept = db.execute_sql("SELECT key, content FROM draft").fetchall()
    for key, content in kept:
        if _member_of(content) == member_id:
            db.execute_sql("DELETE FROM draft WHERE key = ?", (key,))
    db.execute_sql("UPDATE tier_hand SET reason = '' WHERE member_id = ?", (member_id,))
    db.execute_sql(  # of the wallet, and of gift cards that the member bought
        "UPDATE account SET state_reason = '' WHERE state_reason <> '' AND (member_id = ? OR id IN"
        " (SELECT e.account_id FROM account_entry e JOIN sale s ON s.id = e.sale_id"
        " WHERE e.kind = 'sold' AND s.member_id = ?))",
        (member_id, member_id),
    )
    db.execute_sql(
        "UPDATE oversight SET note = '' WHERE (subject = 'member' AND subject_id = ?)"
        " OR (subject = 'sale' AND subject_id IN (SELECT id FROM sale WHERE member_id = ?))",
        (member_id, member_id),
    )


def _member_of(content: object) -> int:
    try:
        return int(json.loads(str(content))["member_id"])
    except (ValueError, TypeError, KeyError):
        return 0
