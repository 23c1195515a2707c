"""Two member records that are one person: which fields are filled, and where they differ."""

from dataclasses import dataclass, fields, replace

from loyaldesk.domain.members import MemberDraft

UNDO_DAYS = 30
"""How long a merge can be undone."""

_NOT_FILLED = frozenset({"kind", "source", "consent"})
"""What says how a record came to be, or is a person's word that is not carried over unasked."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field in which the two records say different things; the kept one's value stays."""

    field: str
    kept: str
    other: str


def filled(kept: MemberDraft, other: MemberDraft, kept_id: int) -> tuple[MemberDraft, list[str]]:
    """Return the kept record with its empty fields filled from the other, and which they are."""
    new: dict[str, object] = {}
    for f in fields(MemberDraft):
        theirs = getattr(other, f.name)
        if f.name in _NOT_FILLED or getattr(kept, f.name) or not theirs:
            continue
        if f.name == "referrer_id" and theirs == kept_id:
            continue
        new[f.name] = theirs
    return replace(kept, **new), list(new)  # type: ignore[arg-type]


def emptied(kept: MemberDraft, other: MemberDraft, names: list[str]) -> MemberDraft:
    """Return the kept record without what *names* got from the other, unless edited since."""
    blank = MemberDraft()
    back = {
        name: getattr(blank, name) for name in names if getattr(kept, name) == getattr(other, name)
    }
    return replace(kept, **back)


def conflicts(kept: MemberDraft, other: MemberDraft) -> tuple[Conflict, ...]:
    """Return the fields that both records have and in which they differ."""
    found = []
    for f in fields(MemberDraft):
        mine, theirs = getattr(kept, f.name), getattr(other, f.name)
        if f.name in ("referrer_id", "source") or not mine or not theirs or mine == theirs:
            continue
        found.append(Conflict(f.name, _text(mine), _text(theirs)))
    return tuple(found)


def _text(value: object) -> str:
    if isinstance(value, tuple | frozenset):
        return ", ".join(sorted(str(part) for part in value))
    return str(value)
