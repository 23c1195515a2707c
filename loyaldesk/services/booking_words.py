"""Words of the book-keeping of members: second person, limits, transfers, families, merges."""

from loyaldesk.domain import errors
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate, ltr


def needed_words(error: errors.ApprovalNeeded) -> str:
    """Return that a second person must agree."""
    return tr(
        "Above {limit} a second person must agree; this is {given}. Somebody else with the right"
        " types their PIN or password here."
    ).format(limit=_figure(error.act, error.limit), given=_figure(error.act, error.given))


def _figure(act: str, figure: int) -> str:
    return fmt.amount_with_unit(figure) if act.startswith("sale.") else fmt.number(figure)


def refused_words(error: errors.ApprovalRefused) -> str:
    """Return why a second person's leave does not count."""
    texts = {
        "same person": tr("The second person must be somebody else."),
        "no right": tr("This operator may not agree to it. A manager or the owner can."),
        "over": tr("This leave was used, or is older than a minute. Please ask again."),
        "other act": tr("This leave was given for something else. Please ask again."),
    }
    return texts.get(error.why, texts["over"])


def day_limit_words(error: errors.DayLimit) -> str:
    """Return how much is left of a day's limit."""
    if error.what == "transfer":
        text = tr("A member may hand over {limit} points in a day; {left} are left today.")
    else:
        text = tr("An operator may give {limit} points by hand in a day; {left} are left today.")
    return text.format(limit=fmt.number(error.limit), left=fmt.number(error.left))


def owes_words(error: errors.MemberOwes) -> str:
    """Return that who owes points hands none over."""
    return tr("«{name}» owes {n} points and cannot hand any over.").format(
        name=isolate(error.name), n=fmt.number(error.debt)
    )


def merged_words(error: errors.MemberMerged) -> str:
    """Return where a merged record lives now."""
    return tr("Record {number} was merged into «{name}». Please use that one.").format(
        number=ltr(error.number), name=isolate(error.name)
    )


def in_family_words(error: errors.InFamily) -> str:
    """Return that a member belongs to one family only."""
    return tr("«{name}» belongs to the family «{family}» already.").format(
        name=isolate(error.name), family=isolate(error.family)
    )


def cannot_merge_words(error: errors.CannotMerge) -> str:
    """Return why two records cannot become one."""
    texts = {
        "itself": tr("A record cannot be merged into itself. Please choose another one."),
        "merged": tr("This record was merged into «{name}» already."),
        "into merged": tr(
            "The record to keep was itself merged into «{name}». Please choose that one."
        ),
    }
    return texts.get(error.why, texts["itself"]).format(name=isolate(error.name))


def cannot_unmerge_words(error: errors.CannotUnmerge) -> str:
    """Return why a merge stays."""
    if error.why == "too late" and error.day is not None:
        return tr("This merge could be undone until {day}.").format(day=fmt.day(error.day))
    if error.why == "merged on":
        return tr(
            "The record was merged into «{name}» later. Please undo that merge first."
        ).format(name=isolate(error.name))
    return tr("This merge was undone already.")
