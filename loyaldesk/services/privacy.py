"""Members' privacy: what they are told, consent with its proof, how long data is kept."""

from dataclasses import dataclass
from datetime import datetime, time

from loyaldesk.domain.events import ClubChanged, MemberChanged
from loyaldesk.domain.members import CHANNELS
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.privacy import (
    KINDS,
    LONGEST_PROOF,
    MEMBERS,
    NOTES,
    PROSPECTS,
    WAYS,
    PrivacyRules,
)
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import consents as _kept
from loyaldesk.services import members, merging, prospect_ends, safekeeping, sealing
from loyaldesk.services.desk import Desk
from loyaldesk.store import members as member_store
from loyaldesk.store import privacy as store
from loyaldesk.store import rulebooks
from loyaldesk.store.database import without_trace
from loyaldesk.store.privacy import ConsentRow, Ending

__all__ = ["KINDS", "WAYS", "ConsentRow", "Ending", "PrivacyRules"]

BATCH = 20
"""Members erased in one short transaction, so that a sale at the counter never waits long."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rules would let go of today.

    Attributes:
        members: Members who would be erased.
        held: Members whose time is over and who are kept: they have points, money or something
            open with the shop.
        notes: Notes that would be removed.
        prospects: Prospects who would be erased.
        first: The first members of the list.
    """

    members: int
    held: int
    notes: int
    prospects: int
    first: tuple[Ending, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would go."""
        return not (self.members or self.notes or self.prospects)


@dataclass(frozen=True, slots=True)
class LetGo:
    """What was let go of."""

    members: int
    notes: int
    prospects: int


def rules(desk: Desk) -> tuple[PrivacyRules, int]:
    """Return what members are told and how long data is kept, with the version."""
    with desk.reading(Permission.MEMBER_READ):
        return _kept.rules_of(desk.db)


def save_rules(desk: Desk, wanted: PrivacyRules, version: int) -> int:
    """Store the rules and return their new version; nothing is erased by that.

    Raises:
        SeveralBadInputs: With every field that cannot be used.
        ChangedMeanwhile: If somebody else saved them since *version*.
    """
    wanted = wanted.checked()
    with desk.change(Permission.PRIVACY_EDIT) as change:
        before = _kept.rules_of(change.db)[0]
        made = rulebooks.write(change, rulebooks.PRIVACY, wanted.to_json(), version)
        names = ("purpose_fa", "purpose_en", *KINDS)
        fields = [name for name in names if getattr(before, name) != getattr(wanted, name)]
        change.note("privacy.rules", "club", 1, version=made, fields=fields)
        change.tell(ClubChanged())
    return made


def note_consent(
    desk: Desk, member_id: int, channel: str, *, is_given: bool, way: str = "counter",
    proof: str = "",
) -> None:  # fmt: skip
    """Note that a member agreed to be reached by a channel, or took it back.

    Args:
        desk: Where and who.
        member_id: Whose consent.
        channel: One of `CHANNELS`.
        is_given: Given; else taken back.
        way: How, one of `WAYS`.
        proof: What shows it, such as the number of a paper form; no names.

    Raises:
        BadInput: If channel, way or proof cannot be used.
        Missing, MemberErased, MemberMerged: If there is no such member to note it for.
    """
    for name, value, known in (("channel", channel, CHANNELS), ("way", way, WAYS)):
        if value not in known:
            raise BadInput(name, "unknown choice", value[:80])
    if not is_storable(proof):
        raise BadInput("proof", "unstorable")
    if len(clean(proof)) > LONGEST_PROOF:
        raise BadInput("proof", "too long", proof[:80], LONGEST_PROOF)
    with desk.change(Permission.MEMBER_EDIT_CONTACT) as change:
        members.refuse_gone(change, member_id)
        now = member_store.consent_of(change.db, member_id)
        wanted = now | {channel} if is_given else now - {channel}
        _kept.add_step(
            change, member_id, channel, is_given=is_given, source=way, proof=clean(proof)
        )
        if wanted != now:
            store.set_consent(change.db, member_id, frozenset(wanted))
        change.note("consent.give" if is_given else "consent.take_back", "member", member_id,
                    channel=channel, way=way)  # fmt: skip
        change.tell(MemberChanged(member_id))


def consents(desk: Desk, member_id: int) -> list[ConsentRow]:
    """Return every consent a member gave and took back, newest first."""
    with desk.reading(Permission.MEMBER_READ):
        ids = [member_id, *merging.merged_ids(desk.db, member_id)]
        return store.consents(desk.db, ids)


def preview(desk: Desk, wanted: PrivacyRules | None = None, *, limit: int = 100) -> Preview:
    """Return what the rules would let go of today; *wanted* tries others than those in force."""
    desk.require(Permission.MEMBER_READ)
    with desk.reading(Permission.PRIVACY_EDIT):
        return _preview(desk, wanted.checked() if wanted else _kept.rules_of(desk.db)[0], limit)


def _preview(desk: Desk, rules: PrivacyRules, limit: int) -> Preview:
    db, today = desk.db, desk.today()
    ends = {kind: rules.ends_before(kind, today) for kind in KINDS}
    gone, old, asked = ends[MEMBERS], ends[NOTES], ends[PROSPECTS]
    free, held = store.count_members(db, gone) if gone else (0, 0)
    return Preview(
        free,
        held,
        store.count_notes(db, datetime.combine(old, time(), desk.zone)) if old else 0,
        len(store.ending_prospects(db, asked)) if asked else 0,
        tuple(store.ending_members(db, gone, limit)) if gone else (),
    )


def let_go(desk: Desk, progress: Progress = SILENT) -> LetGo:
    """Erase what is kept for too long, after a verified backup; meant for the worker.

    It goes on in short transactions: stopping it leaves what is erased erased and the rest as it
    was. Backups age out within their own time.

    Raises:
        BackupProblem: If the backup before could not be made; nothing is erased then.
        Cancelled: If *progress* stopped it.
    """
    desk.require(Permission.MEMBER_ERASE)
    with desk.reading(Permission.PRIVACY_EDIT):
        rules, today = _kept.rules_of(desk.db)[0], desk.today()
        planned = _preview(desk, rules, 0)
    if planned.is_nothing:
        return LetGo(0, 0, 0)
    safekeeping.back_up(desk, "retention", progress)
    what = tr("Erasing what was kept for too long")
    total = planned.members + planned.prospects + bool(planned.notes)
    done = _let_members_go(desk, rules, progress, total, what)
    notes = _let_notes_go(desk, rules)
    prospects = 0
    before = rules.ends_before(PROSPECTS, today)
    for prospect_id in store.ending_prospects(desk.db, before) if before else ():
        progress.step(done + prospects, total, what)
        prospect_ends.erase(desk, prospect_id)
        prospects += 1
    return LetGo(done, notes, prospects)


def _let_members_go(
    desk: Desk, rules: PrivacyRules, progress: Progress, total: int, what: str
) -> int:
    before = rules.ends_before(MEMBERS, desk.today())
    done = 0
    while before and (some := store.ending_members(desk.db, before, BATCH)):
        progress.step(done, total, what)
        with without_trace(desk.db), desk.change(Permission.MEMBER_ERASE) as change:
            for one in some:
                members.erase_step(change, one.id)
                for part in merging.merged_ids(change.db, one.id):
                    members.erase_step(change, part)
                change.note("member.erase", "member", one.id, why="retention")
                change.tell(MemberChanged(one.id))
        sealing.remember_now(desk)
        done += len(some)
    return done


def _let_notes_go(desk: Desk, rules: PrivacyRules) -> int:
    before = rules.ends_before(NOTES, desk.today())
    if before is None:
        return 0
    moment = datetime.combine(before, time(), desk.zone)
    with without_trace(desk.db), desk.change(Permission.MEMBER_ERASE) as change:
        removed = store.remove_notes(change.db, moment)
        if removed:
            change.note("note.let_go", "club", 1, count=removed)
            change.tell(ClubChanged())
    return removed


def way_name(way: str) -> str:
    """Return how a consent was given, in words; an unknown code stays as it is."""
    return {
        "form": tr("On a paper form"),
        "counter": tr("Said at the counter"),
        "call": tr("On the telephone"),
        "message": tr("By a message"),
        "import": tr("From a list"),
        "elsewhere": tr("Elsewhere"),
        "enrolment": tr("When joining"),
    }.get(way, way)
