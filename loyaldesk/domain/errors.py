"""What can go wrong in a club and be put right by an operator. Values only; words are elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime

from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.progress import Cancelled


@dataclass(unsafe_hash=True)
class PermissionDenied(ClubError):
    """The operator's role lacks the right."""

    permission: str


@dataclass(unsafe_hash=True)
class SignInRefused(ClubError):
    """Wrong secret, unknown or disabled operator, or locked for a while.

    ``why`` is ``wrong``, ``disabled``, ``locked``, ``locked for good``, ``no secret`` or ``needed``
    (a secret was not given, and nobody can be asked).
    """

    why: str
    until: datetime | None = None


@dataclass(unsafe_hash=True)
class UnknownCode(ClubError):
    """No member has this code."""

    code: str


@dataclass(unsafe_hash=True)
class AmbiguousCode(ClubError):
    """The code fits more than one member."""

    code: str
    names: tuple[str, ...]
    member_ids: tuple[int, ...] = ()


@dataclass(unsafe_hash=True)
class DeadCard(ClubError):
    """The card is blocked or was replaced."""

    code: str
    state: str
    name: str


@dataclass(unsafe_hash=True)
class CodeTaken(ClubError):
    """The code already belongs to somebody."""

    code: str
    name: str


@dataclass(unsafe_hash=True)
class BankCard(ClubError):
    """Somebody swiped or typed a bank card; the number is neither kept nor shown."""


@dataclass(unsafe_hash=True)
class MobileTaken(ClubError):
    """The mobile already belongs to somebody, and sharing it needs a manager."""

    mobile: str
    name: str
    member_id: int


@dataclass(unsafe_hash=True)
class MemberBlocked(ClubError):
    """The member is blocked."""

    name: str
    reason: str


@dataclass(unsafe_hash=True)
class MemberErased(ClubError):
    """The member's data were erased; nothing can be booked."""

    number: str


@dataclass(unsafe_hash=True)
class Missing(ClubError):
    """What is asked for is not in the club: ``what`` is ``member``, ``sale`` or ``operator``."""

    what: str
    given: str = ""


@dataclass(unsafe_hash=True)
class KeyUsed(ClubError):
    """The key of a sale was used before, for another member or another amount."""

    key: str


@dataclass(unsafe_hash=True)
class FutureSale(ClubError):
    """A sale cannot be dated after now."""

    at: str


@dataclass(unsafe_hash=True)
class NotEnoughPoints(ClubError):
    """The member has fewer points than should be spent."""

    wanted: int
    available: int


@dataclass(unsafe_hash=True)
class SpendAboveLimit(ClubError):
    """More points than this operator may take in one sale."""

    wanted: int
    limit: int


@dataclass(unsafe_hash=True)
class SpendAboveAmount(ClubError):
    """Points would pay more than the sale costs."""

    wanted: int
    most: int


@dataclass(unsafe_hash=True)
class CannotReverse(ClubError):
    """Why a sale is not taken back as a whole.

    ``why``: ``reversed``, ``is a reversal``, ``is a return``, ``has returns``, ``not yours``,
    ``too late``, ``other day``.
    """

    why: str
    receipt: int


@dataclass(unsafe_hash=True)
class ChangedMeanwhile(ClubError):
    """Somebody else stored the same record since it was opened."""

    what: str


@dataclass(unsafe_hash=True)
class LastOwner(ClubError):
    """The club must keep an owner who can sign in."""


@dataclass(unsafe_hash=True)
class AboveOwnRights(ClubError):
    """Nobody gives a right they lack, or acts on an operator who has one."""

    permission: str


@dataclass(unsafe_hash=True)
class RightNeeded(ClubError):
    """Nobody could give this right back if it were taken now."""

    permission: str


@dataclass(unsafe_hash=True)
class RoleInUse(ClubError):
    """Operators have the role that was to be removed."""

    name: str
    count: int


@dataclass(unsafe_hash=True)
class OwnRecord(ClubError):
    """Nobody books on a member record of their own."""


@dataclass(unsafe_hash=True)
class DateDoubtful(ClubError):
    """The clock jumped since the day's work was last done; somebody must say the date is right."""

    before: date
    today: date


@dataclass(unsafe_hash=True)
class NotAPeriod(ClubError):
    """A month that is not written as one, or has not begun.

    ``kind``: ``month``; ``period``: months, quarters, years and days were possible; ``future``: it
    is written well, but has not begun; ``turned``: the last day comes before the first.
    """

    given: str
    kind: str = "month"


@dataclass(unsafe_hash=True)
class LedgerBroken(ClubError):
    """The stored balance of a member and the sum of the entries differ; nothing was booked."""

    member_id: int


@dataclass(unsafe_hash=True)
class StorageProblem(ClubError):
    """The club file cannot be used as wanted.

    ``why``: ``missing``, ``empty``, ``foreign``, ``newer``, ``damaged``, ``read-only``,
    ``folder read-only``, ``folder missing``, ``busy``, ``full``, ``io``, ``exists``,
    ``encrypted``, ``not encrypted``, ``network``, ``engine``, ``no room``, ``held``,
    ``folder protected``, ``looking``, ``full, reserve``, ``another club``, ``old journal``;
    ``target``: another file that was to be written.
    """

    why: str
    path: str = ""
    detail: str = ""


@dataclass(unsafe_hash=True)
class ImportUnderWay(ClubError):
    """Another window or program imports into the club now."""


class ImportTakenBack(Cancelled):
    """An import was stopped when rows were in already; they were taken back."""


@dataclass(unsafe_hash=True)
class ImportNotUndoable(ClubError):
    """``why``: ``not done``, ``undone``, ``too late``, ``used since``."""

    why: str
    day: date | None = None


@dataclass(unsafe_hash=True)
class SpendRefused(ClubError):
    """Points cannot pay so: ``blocks``, ``least``, ``share`` or ``balance``, with the limit."""

    why: str
    points: int
    limit: int


@dataclass(unsafe_hash=True)
class RewardRefused(ClubError):
    """A code or reward that was asked for does not hold: ``why`` is a code of `LeftOut`."""

    code: str
    why: str


@dataclass(unsafe_hash=True)
class NotEnoughMoney(ClubError):
    """A wallet or gift card holds less than is to be taken from it."""

    wanted: int
    available: int


@dataclass(unsafe_hash=True)
class GiftCardRefused(ClubError):
    """``why``: ``unknown``, ``blocked``, ``closed``, ``expired``, ``empty``, ``twice``."""

    code: str
    why: str


@dataclass(unsafe_hash=True)
class GiftCardSpent(ClubError):
    """A gift card cannot be taken back: so many Rial of what should go are spent already (E14)."""

    code: str
    spent: int


@dataclass(unsafe_hash=True)
class WalletSpent(ClubError):
    """Money that was put into a wallet cannot be taken back out of it: it is spent already."""

    wanted: int
    available: int


@dataclass(unsafe_hash=True)
class CodeInUse(ClubError):
    """The code is something else's: ``by`` is ``member``, ``gift_card`` or ``voucher`` (E64)."""

    code: str
    by: str


@dataclass(unsafe_hash=True)
class SpenderNotProved(ClubError):
    """Nobody proved to be the member whose points are spent (E62).

    ``why``: ``needed``, ``wrong``, ``unset`` (the member has no such proof), ``locked``.
    """

    why: str
    until: datetime | None = None


@dataclass(unsafe_hash=True)
class SpendingOnHold(ClubError):
    """The member's mobile changed lately; nothing is spent until then, so many hours (E62)."""

    until: datetime
    hours: int = 1


@dataclass(unsafe_hash=True)
class CannotReturn(ClubError):
    """``why``: ``not a sale``, ``reversed``, ``nothing left``, ``other member``, ``undone``."""

    why: str
    receipt: int


@dataclass(unsafe_hash=True)
class MoreThanSold(ClubError):
    """More comes back than is left of a line (thousandths), or of a sale without lines (Rial)."""

    receipt: int
    line: str
    left: int


@dataclass(unsafe_hash=True)
class ReturnBlocked(ClubError):
    """Earned points of goods that come back are spent already, and the club blocks that (E12)."""

    missing: int


@dataclass(unsafe_hash=True)
class VoucherInUse(ClubError):
    """Another open basket holds the voucher (E72)."""

    code: str
    till: str


@dataclass(unsafe_hash=True)
class VoucherRefused(ClubError):
    """A code cannot be used.

    ``why``: ``unknown``, ``used``, ``ended``, ``over``, ``not yet``, ``other member``.
    """

    code: str
    why: str


@dataclass(unsafe_hash=True)
class OutOfStock(ClubError):
    """No piece of the gift is left that no other basket holds."""

    reward: str
    name_fa: str = ""
    name_en: str = ""


@dataclass(unsafe_hash=True)
class ProgrammeFileError(ClubError):
    """One thing in a programme file that cannot be used; `services.programme_words` says it.

    Attributes:
        line: Line of the file, from 1; 0 when it is nowhere in it.
        where: Table and key, such as ``[[rule]] welcome: points``.
        why: A short code.
        given: What stands there, cut to 80 characters.
        known: What could have been meant, the likeliest first.
    """

    line: int
    where: str
    why: str
    given: str = ""
    known: tuple[str, ...] = ()


@dataclass(unsafe_hash=True)
class ProgrammeFileErrors(ClubError):
    """Everything in a programme file that cannot be used, in the order of its lines."""

    problems: tuple[ProgrammeFileError, ...]


@dataclass(unsafe_hash=True)
class ProgrammeTooLate(ClubError):
    """A programme cannot hold from a day on which sales stand already."""

    day: date
    first_free_day: date


@dataclass(unsafe_hash=True)
class ApprovalNeeded(ClubError):
    """Above the limit a second person must agree to this act."""

    act: str
    limit: int
    given: int


@dataclass(unsafe_hash=True)
class ApprovalRefused(ClubError):
    """A second person's leave does not count.

    ``why``: ``same person``, ``no right``, ``over`` (older than a minute or used before) or
    ``other act`` (it was given for something else).
    """

    why: str


@dataclass(unsafe_hash=True)
class DayLimit(ClubError):
    """More than may be moved by hand in a day; ``what``: ``correction`` or ``transfer``."""

    what: str
    limit: int
    left: int


@dataclass(unsafe_hash=True)
class MemberOwes(ClubError):
    """The member owes points, so none can be handed over."""

    name: str
    debt: int


@dataclass(unsafe_hash=True)
class MemberMerged(ClubError):
    """The record became part of another; everything is done there."""

    number: str
    name: str
    into_id: int


@dataclass(unsafe_hash=True)
class InFamily(ClubError):
    """The member belongs to a family already."""

    name: str
    family: str


@dataclass(unsafe_hash=True)
class CannotMerge(ClubError):
    """Two records cannot become one: ``itself``, ``merged`` or ``into merged``."""

    why: str
    name: str = ""


@dataclass(unsafe_hash=True)
class CannotUnmerge(ClubError):
    """A merge cannot be undone: ``undone``, ``too late``, or ``merged on`` (undo that one first).

    ``name``: the record that the kept one went into.
    """

    why: str
    day: date | None = None
    name: str = ""


@dataclass(unsafe_hash=True)
class NoWorkingTime(ClubError):
    """The shop has no open minute within 400 days of this day, so nothing can have a deadline."""

    day: date


@dataclass(unsafe_hash=True)
class AlreadyFinished(ClubError):
    """Somebody ended the follow-up before.

    ``at``: by the clock of the shop; ``outcome``: of `domain.followups.Outcome`, or ``cancelled``.
    """

    by: str
    at: datetime
    outcome: str


@dataclass(unsafe_hash=True)
class ComplaintRefused(ClubError):
    """An act does not fit how far a complaint is.

    ``why``: ``closed``, ``open``, ``acknowledged``, ``answered``, ``solved``, ``not solved``,
    ``not acknowledged``, ``paused``, ``not paused``, ``compensation waits``.
    """

    why: str
    number: int


@dataclass(unsafe_hash=True)
class CompensationRefused(ClubError):
    """A compensation cannot be decided on or given.

    ``why``: ``decided`` (not proposed any more), ``given``, ``refused``, ``not agreed``,
    ``nobody`` (points need a member).
    """

    why: str


@dataclass(unsafe_hash=True)
class IncidentRefused(ClubError):
    """``why``: ``closed``, ``members wait`` (so many have had no apology), ``not listed``."""

    why: str
    number: int
    count: int = 0


@dataclass(unsafe_hash=True)
class CannotReopen(ClubError):
    """A follow-up cannot be opened again: ``open``, ``too late`` or ``erased``."""

    why: str


@dataclass(unsafe_hash=True)
class ContactStays(ClubError):
    """A contact stays: ``not yours``, ``too late``, or taken back already (``withdrawn``)."""

    why: str


@dataclass(unsafe_hash=True)
class RecordEnded(ClubError):
    """An act on a record that has ended.

    ``place``: ``request``, ``prospect``, ``feedback``, ``agreement`` or ``occasion_order``;
    ``state``: how it ended.
    """

    place: str
    number: int
    state: str


@dataclass(unsafe_hash=True)
class OutsideHours(ClubError):
    """The shop is closed at a promised moment; it opens next at ``next_open``."""

    at: datetime
    next_open: datetime


@dataclass(unsafe_hash=True)
class AlreadyMember(ClubError):
    """Who was to be written down as a prospect is a member."""

    name: str
    member_id: int


@dataclass(unsafe_hash=True)
class LetGoRefused(ClubError):
    """A proposal to spend less on a member cannot go on.

    ``why``: ``decided`` (waits no more), ``not running``, ``stands`` (the same waits or holds
    already), ``not yours``.
    """

    why: str


@dataclass(unsafe_hash=True)
class VouchersStopped(ClubError):
    """For every member asked for, ``count`` of them, a manager decided that vouchers stop."""

    count: int


@dataclass(unsafe_hash=True)
class MoveBroken(ClubError):
    """A club that was carried to another place is not the same there; nothing was left there.

    Attributes:
        table: Where it differs.
        there: How many rows there are in the original.
        here: How many rows came.
    """

    table: str
    there: int = 0
    here: int = 0


@dataclass(unsafe_hash=True)
class MoveRefused(ClubError):
    """The club cannot be moved: ``on a server``, ``in a file`` already, or ``broken``.

    ``no tills``: it is in a file, where no till has a role of its own.
    """

    why: str
