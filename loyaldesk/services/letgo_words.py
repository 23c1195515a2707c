"""Words of the let-go board: acts, states, reasons, and why something cannot be done."""

from loyaldesk.domain import errors
from loyaldesk.domain.letgo import CONTACT_DAYS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn


def act_name(act: str, most_contacts: int | None = None) -> str:
    """Return what is done less for a member."""
    if act == "contact_at_most" and most_contacts is not None:
        return trn(
            "Contact at most {n} time in {days} days", "Contact at most {n} times in {days} days",
            most_contacts,
        ).format(n=fmt.number(most_contacts), days=fmt.number(CONTACT_DAYS))  # fmt: skip
    return {
        "stop_coupons": tr("No more coupons"), "stop_messages": tr("No more advertising messages"),
        "contact_at_most": tr("Contact less often"),
        "keep_serving": tr("Serve as before, spend nothing more"),
    }.get(act, act)  # fmt: skip


def state_name(state: str) -> str:
    """Return how a proposal stands."""
    return {
        "proposed": tr("Waits for a decision"), "approved": tr("Approved"),
        "refused": tr("Refused"), "ended": tr("Holds no more"),
        "withdrawn": tr("Proposal taken back"),
    }.get(state, state)  # fmt: skip


def reason_name(why: str) -> str:
    """Return why somebody is on the board, in a few words."""
    return {
        "discount_only": tr("Buys with a discount only"),
        "discount_mostly": tr("Buys mostly with a discount"),
        "discount": tr("Discounts and rewards cost more than is left"),
        "returns": tr("Goods that came back cost more than is left"),
        "serving": tr("Serving costs more than is left"),
        "goods": tr("Goods were sold below their cost"),
    }.get(why, tr("Proposed by hand"))  # fmt: skip


def refused(error: errors.LetGoRefused) -> str:
    """Return why a proposal cannot go on."""
    return {
        "decided": tr("This proposal does not wait any more."),
        "not running": tr("This decision does not hold any more."),
        "stands": tr("The same waits for a decision or holds for this member already."),
        "not yours": tr("Only who made a proposal takes it back; a manager can refuse it."),
    }.get(error.why) or tr("This proposal cannot be changed.")  # fmt: skip


def vouchers_stopped(error: errors.VouchersStopped) -> str:
    """Return that no voucher was made."""
    return trn(
        "No voucher was made: a manager decided that this member gets no more coupons.",
        "No voucher was made: a manager decided that these {n} members get no more coupons.",
        error.count,
    ).format(n=fmt.number(error.count))
