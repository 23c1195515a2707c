"""Consent as it is written down: with the version of what members are told at that moment."""

from loyaldesk.domain.privacy import PrivacyRules
from loyaldesk.services.desk import Change
from loyaldesk.store import privacy as store
from loyaldesk.store import rulebooks
from loyaldesk.store.database import ClubDatabase


def rules_of(db: ClubDatabase) -> tuple[PrivacyRules, int]:
    """Return the rules in force with their version; 0: nobody wrote any (a step)."""
    kept = rulebooks.read(db, rulebooks.PRIVACY)
    return (PrivacyRules.from_json(kept[0]), kept[1]) if kept else (PrivacyRules(), 0)


def add_step(
    change: Change, member_id: int, channel: str, *, is_given: bool, source: str, proof: str = ""
) -> None:
    """Store a consent with the version of what members are told now (a step)."""
    key = "wording"
    if key not in change.known:
        change.known[key] = rules_of(change.db)[1]
    version = change.known[key]
    store.add_consent(
        change.db, member_id, channel, change.now, change.desk.operator.id, is_given=is_given,
        source=source, proof=proof, wording=str(version) if version else "",
    )  # fmt: skip


def changed_step(
    change: Change, member_id: int, old: frozenset[str], new: frozenset[str], source: str
) -> None:
    """Store what changed between two sets of channels (a step of a form)."""
    for channel in sorted(old ^ new):
        add_step(change, member_id, channel, is_given=channel in new, source=source)
