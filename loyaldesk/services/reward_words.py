"""Why a reward is not given, and what its errors say, in words."""

from loyaldesk.domain import errors
from loyaldesk.domain.discounts import LeftOut
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate, ltr


def why_words(why: str) -> str:
    """Return why a reward is not given, as one sentence that begins after its name."""
    texts = {
        "not yet": tr("Its first day is still to come."),
        "over": tr("Its last day is over."),
        "code": tr("It needs a code that was not given."),
        "tier": tr("It is for another tier."),
        "weekday": tr("It is for other days of the week."),
        "hour": tr("It is for other hours."),
        "occasion": tr("It is for another occasion."),
        "not first": tr("It is only for the first purchase."),
        "tag": tr("It is for other members."),
        "no goods": tr("None of its goods are in the basket."),
        "minimum": tr("The purchase is below its minimum."),
        "quantity": tr("There are too few pieces for it."),
        "uses": tr("It was taken as often as it may be."),
        "member uses": tr("This member has taken it as often as one may."),
        "not stackable": tr("It does not stand beside another discount; the better one was taken."),
        "nothing": tr("It would take nothing off this basket."),
    }
    return texts.get(why, tr("It does not hold now."))


def left_out_words(left: LeftOut, rules: Programme) -> str:
    """Return what to tell about a reward that was left out, with the one taken instead."""
    name = isolate(left.name_fa if look().language == "fa" else left.name_en)
    better = rules.reward(left.beaten_by) if left.beaten_by else None
    if better is not None:
        return tr("{name}: «{better}» is taken instead; the two cannot be combined.").format(
            name=name, better=isolate(better.name(look().language))
        )
    return tr("{name}: {why}").format(name=name, why=why_words(left.why))


def refused_words(error: errors.RewardRefused) -> str:
    """Return what an error about a reward says."""
    return tr("{code} cannot be taken. {why}").format(
        code=ltr(error.code), why=why_words(error.why)
    )


def voucher_words(error: errors.VoucherRefused) -> str:
    """Return what an error about a typed code says."""
    texts = {
        "unknown": tr("The code {code} is not known. Please check it."),
        "used": tr("The voucher {code} was already used."),
        "ended": tr("The voucher {code} was ended and cannot be used any more."),
        "over": tr("The last day of {code} is over."),
        "not yet": tr("The first day of {code} is still to come."),
        "other member": tr("The voucher {code} belongs to another member."),
    }
    text = texts.get(error.why, tr("The code {code} cannot be used."))
    return text.format(code=ltr(error.code))


def in_use_words(error: errors.VoucherInUse) -> str:
    """Return where a voucher is held."""
    return tr(
        "The voucher {code} is in use on till {till}. It is free again when that sale is finished,"
        " or after 15 minutes."
    ).format(code=ltr(error.code), till=isolate(error.till))


def stock_words(error: errors.OutOfStock) -> str:
    """Return which gift is gone."""
    name = error.name_fa if look().language == "fa" else error.name_en
    return tr("No «{name}» is left. Please choose another reward.").format(
        name=isolate(name or error.reward)
    )
