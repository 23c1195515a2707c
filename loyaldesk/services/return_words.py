"""The words of returns: why goods cannot come back, and what a return does."""

from loyaldesk.domain import errors
from loyaldesk.domain.basket import PIECE
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate


def cannot_words(error: errors.CannotReturn) -> str:
    """Return why nothing of a receipt can come back."""
    texts = {
        "not a sale": tr("Receipt {n} is no sale; only goods that were sold can come back."),
        "reversed": tr("Receipt {n} was taken back as a whole; nothing of it can come back."),
        "nothing left": tr("Everything of receipt {n} has come back already."),
        "other member": tr("Receipt {n} belongs to another member."),
        "undone": tr("Return {n} was taken back meanwhile; begin a new one."),
    }
    return texts[error.why].format(n=fmt.code(str(error.receipt)))


def more_words(error: errors.MoreThanSold) -> str:
    """Return that more comes back than was sold, and how much is left."""
    receipt = fmt.code(str(error.receipt))
    if not error.line:
        return tr("Only {left} of receipt {n} can still come back.").format(
            left=fmt.amount_with_unit(error.left), n=receipt
        )
    if not error.left:
        return tr("«{line}» of receipt {n} has come back already.").format(
            line=isolate(error.line), n=receipt
        )
    return tr("Only {left} of «{line}» on receipt {n} can still come back.").format(
        left=quantity(error.left), line=isolate(error.line), n=receipt
    )


def blocked_words(error: errors.ReturnBlocked) -> str:
    """Return that points are missing and the club does not allow it."""
    return trn(
        "{n} point of these goods is spent already, and the club's rules do not allow that. A new"
        " purchase or a correction must bring it first.",
        "{n} points of these goods are spent already, and the club's rules do not allow that. A new"
        " purchase or a correction must bring them first.",
        error.missing,
    ).format(n=fmt.number(error.missing))


def quantity(thousandths: int) -> str:
    """Return a quantity without needless zeros."""
    whole, rest = divmod(thousandths, PIECE)
    if not rest:
        return fmt.number(whole)
    return fmt.decimal(thousandths / PIECE, len(f"{rest:03}".rstrip("0")))
