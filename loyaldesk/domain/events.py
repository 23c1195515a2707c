"""The complete list of news a club can have."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """A member was enrolled, edited, blocked, erased, or has new notes or cards."""

    member_id: int


@dataclass(frozen=True, slots=True)
class SaleRecorded:
    """A sale is stored, with its points and tier."""

    sale_id: int
    member_id: int
    points: int


@dataclass(frozen=True, slots=True)
class SaleReversed:
    """A sale was taken back by its mirror."""

    sale_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class GiftCardChanged:
    """A gift card was blocked, opened again or corrected by hand."""

    account_id: int


@dataclass(frozen=True, slots=True)
class TierChanged:
    """A member stands in another tier."""

    member_id: int
    tier: str


@dataclass(frozen=True, slots=True)
class ImportEnded:
    """A run of import is done or undone."""

    run_id: int


@dataclass(frozen=True, slots=True)
class ClubChanged:
    """The shop's facts or its programme are other than before."""


@dataclass(frozen=True, slots=True)
class OperatorsChanged:
    """An operator was added, changed or disabled."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup was made and verified."""

    path: str


@dataclass(frozen=True, slots=True)
class TrailDoubted:
    """The nightly check found ``count`` things that do not fit their seals."""

    count: int


@dataclass(frozen=True, slots=True)
class NightDone:
    """The nightly run expired points and looked at the tiers."""

    days: int


@dataclass(frozen=True, slots=True)
class AnswersChanged:
    """The answer library, its topics or its open questions are other than before."""


@dataclass(frozen=True, slots=True)
class ChangedElsewhere:
    """Another window or a command wrote to the club."""


@dataclass(frozen=True, slots=True)
class SaleReturned:
    """Goods of a sale came back, in part or whole; ``return_id`` is the row of the return."""

    sale_id: int
    return_id: int
    member_id: int


@dataclass(frozen=True, slots=True)
class FollowupChanged:
    """A follow-up was made, done, moved, given away, cancelled or opened again."""

    followup_id: int
    member_id: int | None


@dataclass(frozen=True, slots=True)
class ContactAdded:
    """A contact was noted or taken back; None: with a prospect."""

    member_id: int | None


@dataclass(frozen=True, slots=True)
class CareChanged:
    """Who looks after members, who is away, or what operators can and may be given changed."""


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """The shop's hours, or the days on which it is closed, are other than before."""


@dataclass(frozen=True, slots=True)
class ComplaintChanged:
    """A complaint was opened, handled, escalated, closed or opened again; None: not a member's."""

    complaint_id: int
    member_id: int | None


@dataclass(frozen=True, slots=True)
class IncidentChanged:
    """An incident was opened or closed, or somebody it hit was told."""

    incident_id: int


@dataclass(frozen=True, slots=True)
class RequestChanged:
    """A request was written down, answered, moved, finished or cancelled."""

    request_id: int


@dataclass(frozen=True, slots=True)
class RequestTermsChanged:
    """How long the shop takes for requests and voices is other than before."""


@dataclass(frozen=True, slots=True)
class ProspectChanged:
    """A prospect was written down, changed, joined, was lost or erased."""

    prospect_id: int


@dataclass(frozen=True, slots=True)
class FeedbackChanged:
    """A voice was written down, answered or decided, or somebody was told or thanked."""

    feedback_id: int


@dataclass(frozen=True, slots=True)
class AgreementChanged:
    """An agreement was written down, renewed, left or cancelled, or somebody is reminded of it."""

    agreement_id: int


@dataclass(frozen=True, slots=True)
class OccasionChanged:
    """An order for an occasion was written down, kept, missed, moved or cancelled."""

    order_id: int


@dataclass(frozen=True, slots=True)
class PromisesChanged:
    """The shop promises something else, or a promise was ticked."""


@dataclass(frozen=True, slots=True)
class PlaybookChanged:
    """A playbook has another version, or was switched on or off."""

    code: str


@dataclass(frozen=True, slots=True)
class PlaybooksRan:
    """Playbooks began runs, made follow-ups of steps or let steps out."""

    begun: int
    made: int
    skipped: int


@dataclass(frozen=True, slots=True)
class TargetsChanged:
    """A goal or a target was set, changed or ended, or a period of one was graded."""


@dataclass(frozen=True, slots=True)
class ShopFiguresChanged:
    """A figure of a month was typed in, taken away or brought back, or a loss has its reason."""


@dataclass(frozen=True, slots=True)
class LetGoChanged:
    """Spending less on a member was proposed, decided, ended or withdrawn."""

    member_id: int


@dataclass(frozen=True, slots=True)
class ClubTroubled:
    """An act met a club that is gone, damaged or does not answer (``why`` of `StorageProblem`)."""

    why: str


@dataclass(frozen=True, slots=True)
class ReserveReleased:
    """The disk was full, and the room kept for that was set free."""
