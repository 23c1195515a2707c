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
    """``why``: ``reversed``, ``is a reversal``, ``not yours``, ``too late``, ``other day``."""

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
class OwnRecord(ClubError):
    """Nobody books on a member record of their own."""


@dataclass(unsafe_hash=True)
class DateDoubtful(ClubError):
    """The clock jumped since the day's work was last done; somebody must say the date is right."""

    before: date
    today: date


@dataclass(unsafe_hash=True)
class NotAPeriod(ClubError):
    """A month that is not written as one, or has not begun."""

    given: str


@dataclass(unsafe_hash=True)
class LedgerBroken(ClubError):
    """The stored balance of a member and the sum of the entries differ; nothing was booked."""

    member_id: int


@dataclass(unsafe_hash=True)
class StorageProblem(ClubError):
    """The club file cannot be used as wanted.

    ``why``: ``missing``, ``empty``, ``foreign``, ``newer``, ``damaged``, ``read-only``,
    ``folder read-only``, ``folder missing``, ``busy``, ``full``, ``io``, ``exists``,
    ``encrypted``, ``not encrypted``, ``network``, ``engine``; ``target``: another file that was to
    be written.
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
