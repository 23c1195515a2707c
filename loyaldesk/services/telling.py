"""What happened, in words: why points moved, a member's timeline, the trail."""

from collections.abc import Callable

from loyaldesk.domain.points import EntryKind
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import (
    act_names,
    complaint_words,
    contact_words,
    followup_words,
    playbook_words,
    request_words,
    service_words,
)
from loyaldesk.services.audit import ActRow
from loyaldesk.store.queries.profile import EntryRow
from loyaldesk.store.queries.timeline import TimelineRow


def entry_words(entry: EntryRow) -> str:
    """Return why points moved, such as "Earned on receipt 1023: ... at Gold 125%, ..."."""
    words: dict[EntryKind, Callable[[EntryRow], str]] = {
        EntryKind.EARN: _earned, EntryKind.SPEND: _spent, EntryKind.EXPIRE: _expired,
        EntryKind.REVERSE: _reversed,
        EntryKind.ADJUST: lambda e: adjustment_words(e.reason, e.reason_text),
        EntryKind.RETURN: _returned,
        EntryKind.TRANSFER: lambda e: transfer_words(e.reason, e.reason_text),
    }  # fmt: skip
    return words[EntryKind(entry.kind)](entry)


def _spent(entry: EntryRow) -> str:
    if entry.reason == "reward":
        persian, _, english = entry.reason_text.partition(" / ")
        return tr("Took the reward «{name}»").format(
            name=isolate(persian if look().language == "fa" else english or persian)
        )
    if entry.receipt is None:
        return tr("Points were spent")
    if not entry.paid_rial:  # a reward that was taken with the sale costs points and pays nothing
        return tr("Took a reward with receipt {receipt}").format(receipt=_receipt(entry.receipt))
    return tr("Paid {amount} of receipt {receipt}").format(
        amount=fmt.amount_with_unit(entry.paid_rial), receipt=_receipt(entry.receipt)
    )


def _expired(entry: EntryRow) -> str:
    if entry.lot_earned_on is None:
        return tr("Expired")
    return tr("Expired: points of {day}").format(day=fmt.day(entry.lot_earned_on))


def bonus_words(code: str, rules: Programme | None) -> str:
    """Return for what a bonus was given; one that is no more keeps its code."""
    found = [bonus for bonus in (rules.bonuses if rules else ()) if bonus.code == code]
    name = found[0].name(look().language) if found else code
    return tr("Bonus: {name}").format(name=isolate(name))


def _earned(entry: EntryRow) -> str:
    rules = entry.rules
    if entry.reason == "bonus":
        return bonus_words(entry.reason_text, rules)
    if rules is None:
        return tr("Earned")
    tier = rules.tier(entry.tier)
    return tr(
        "Earned on receipt {receipt}: {amount} at {tier} {percent}, 1 point for each {step},"
        " rounded down"
    ).format(
        receipt=_receipt(entry.receipt), amount=fmt.amount_with_unit(entry.base_rial),
        tier=isolate(tier.name(look().language)), percent=fmt.percent(tier.earn_percent / 100),
        step=fmt.amount_with_unit(rules.rial_per_point),
    )  # fmt: skip


def _reversed(entry: EntryRow) -> str:
    if entry.receipt is None:
        return tr("Taken back")
    if entry.reversed_points > 0:
        return tr("Receipt {receipt} was taken back: its points go back to the club").format(
            receipt=_receipt(entry.receipt)
        )
    return tr("Receipt {receipt} was taken back: points used on it come back").format(
        receipt=_receipt(entry.receipt)
    )


def _returned(entry: EntryRow) -> str:
    if entry.points < 0:
        return tr("Goods of receipt {receipt} came back: their points go back to the club").format(
            receipt=_receipt(entry.receipt)
        )
    return tr("Goods of receipt {receipt} came back: points used on them come back").format(
        receipt=_receipt(entry.receipt)
    )


def transfer_words(reason: str, text: str) -> str:
    """Return why points went from one member to another."""
    if reason == "merge":
        return tr("Two records of one person were merged or parted")
    if reason == "family":
        return tr("Shared within the family")
    if text:
        return tr("Handed over: {reason}").format(reason=isolate(text))
    return tr("Moved between two members")


def adjustment_words(reason: str, text: str) -> str:
    """Return why points were booked by hand."""
    if reason == "opening":
        return tr("Opening balance from an older system")
    if reason == "correction":
        return tr("Correction: {reason}").format(reason=isolate(text))
    if reason == "compensation":
        return complaint_words.entry_words(text)
    if reason == "feedback":
        return tr("Thanks for an idea or opinion")
    return isolate(text or reason)


def _receipt(number: int | None) -> str:
    return fmt.code(str(number)) if number is not None else "\u2013"


def tier_name(code: str, rules: Programme) -> str:
    """Return how a tier is called now; a tier that is no more keeps its code."""
    found = next((tier for tier in rules.tiers if tier.code == code), None)
    return found.name(look().language) if found else code


def channel_name(channel: str) -> str:
    """Return how a way to reach a member is called."""
    names = {
        "sms": tr("SMS"), "call": tr("Phone call"), "email": tr("E-mail"),
        "messenger": tr("Messenger"),
    }  # fmt: skip
    return names.get(channel, channel)


def timeline_words(row: TimelineRow, rules: Programme) -> str:
    """Return one line of a member's timeline, without its day."""
    words: dict[str, Callable[[TimelineRow], str]] = {
        "sale": _sale_words, "visit": _sale_words, "reversal": _sale_words, "return": _sale_words,
        "points": lambda row: _points_words(row, rules), "consent": _consent_words,
    }  # fmt: skip
    if row.kind in words:
        return words[row.kind](row)
    if (served := service_words.words_of(row)) is not None:
        return served
    if row.kind == "tier":
        return tr("Tier: from {old} to {new}").format(
            old=isolate(tier_name(row.text, rules)), new=isolate(tier_name(row.what, rules))
        )
    if row.kind == "note":
        return tr("Note: {text}").format(text=isolate(row.text))
    if row.kind == "card":
        return _card_words(row)
    return tr("Joined the club as member {number}").format(number=fmt.code(row.what))


def _consent_words(row: TimelineRow) -> str:
    text = tr("Agreed to {channel}") if row.text == "given" else tr("Withdrew consent to {channel}")
    return text.format(channel=channel_name(row.what))


def _sale_words(row: TimelineRow) -> str:
    if row.kind == "visit":
        return tr("Visit without a purchase, receipt {receipt}").format(receipt=fmt.code(row.what))
    if row.kind == "reversal":
        return tr("A sale was taken back, receipt {receipt}: {amount}").format(
            receipt=fmt.code(row.what), amount=fmt.amount_with_unit(row.amount_rial)
        )
    if row.kind == "return":
        return tr("Goods came back, receipt {receipt}: {amount}, {points} points").format(
            receipt=fmt.code(row.what), amount=fmt.amount_with_unit(row.amount_rial),
            points=fmt.signed(row.points),
        )  # fmt: skip
    return tr("Sale, receipt {receipt}: {amount}, {points} points").format(
        receipt=fmt.code(row.what), amount=fmt.amount_with_unit(row.amount_rial),
        points=fmt.signed(row.points),
    )  # fmt: skip


def _points_words(row: TimelineRow, rules: Programme) -> str:
    kind, _, reason = row.what.partition(" ")
    bonus = bonus_words(row.text, rules) if reason == "bonus" else ""
    why = {
        EntryKind.EXPIRE: tr("expired"), EntryKind.RETURN: tr("goods returned"),
        EntryKind.TRANSFER: tr("moved between two members"),
    }.get(EntryKind(kind))  # fmt: skip
    return tr("{points} points: {why}").format(
        points=fmt.signed(row.points), why=why or bonus or adjustment_words(reason, row.text)
    )


def _card_words(row: TimelineRow) -> str:
    texts = {
        "issued": tr("Card {number} was given"), "blocked": tr("Card {number} was blocked"),
        "replaced": tr("Card {number} was replaced"),
    }  # fmt: skip
    return texts.get(row.what, texts["issued"]).format(number=fmt.code(row.text))


def act_words(row: ActRow) -> str:
    """Return one line of the trail in words; an act this program does not know keeps its code."""
    known = {
        "sale.record": tr("Recorded a sale"), "sale.reverse": tr("Took a sale back"),
        "sale.return": tr("Took goods back"),
        "member.enrol": tr("Enrolled a member"), "member.edit": tr("Changed a member's form"),
        "member.block": tr("Blocked a member"), "member.unblock": tr("Unblocked a member"),
        "member.erase": tr("Erased a member's data"), "member.reveal": tr("Looked at a mobile"),
        "note.write": tr("Wrote a note"), "card.issue": tr("Gave a card"),
        "card.block": tr("Blocked a card"), "card.replace": tr("Replaced a card"),
        "code.link": tr("Linked a code to a member"), "points.adjust": tr("Corrected points"),
        "approval.alone": tr("Went above a limit with nobody else to agree"),
        "points.transfer": tr("Handed points over"), "family.make": tr("Made a family"),
        "family.join": tr("Added a member to a family"),
        "family.leave": tr("Took a member out of a family"),
        "family.spend": tr("Changed who spends a family's points"),
        "member.merge": tr("Merged two records"), "member.unmerge": tr("Undid a merge"),
        "sign_in": tr("Signed in"), "sign_in.wrong": tr("Typed a wrong PIN or password"),
        "refused": tr("Was refused: no right to do it"), "club.found": tr("Founded the club"),
        "club.change": tr("Changed the shop's settings"),
        "programme.publish": tr("Changed the rules of points and tiers"),
        "hours.save": tr("Changed the working hours"),
        "privacy.rules": tr("Changed how long data is kept or what members are told"),
        "consent.give": tr("Noted a consent"),
        "consent.take_back": tr("Noted that a consent was taken back"),
        "note.let_go": tr("Removed notes that were kept for too long"),
        "member.export": tr("Handed over all data of one member"),
        "alike.find": tr("Looked for members who may be one person"),
        "alike.different": tr("Said that two members are two people"),
        "oversight.look": tr("Looked at an unusual act"),
        "oversight.rules": tr("Changed what counts as unusual"),
        "day.set": tr("Switched a holiday on or off"), "day.close": tr("Closed the shop for a day"),
        "day.open": tr("Opened the shop on a closed day"),
        "day.mourning": tr("Added a mourning day"),
        "insight.mark": tr("Looked at the stages of members"),
        "insight.stage": tr("Set the stage of a member by hand"),
        "night.run": tr("Did the nightly work"), "tier.set": tr("Set a tier by hand"),
        "tier.free": tr("Ended a tier set by hand"),
        "points.bonus": tr("Gave points for an answer"), "operator.add": tr("Added an operator"),
        "operator.change": tr("Changed an operator"),
        "role.add": tr("Made a role"), "role.rename": tr("Renamed a role"),
        "role.rights": tr("Changed the rights of a role"), "role.remove": tr("Removed a role"),
        "operator.secret": tr("Set a PIN or password"),
        "operator.unlock": tr("Unlocked an operator"),
        "operator.link": tr("Changed which member an operator is"),
        "report.monthly": tr("Printed a monthly report"), "card.print": tr("Printed cards"),
        "list.export": tr("Exported a list"), "list.print": tr("Printed a list"),
        "receipt.print": tr("Printed a receipt"),
        "report.liability": tr("Printed what the club owes"),
        "explanation.print": tr("Printed an explanation of points"),
        "import.begin": tr("Began an import"),
        "import.discard": tr("Gave up an import"), "import.end": tr("Imported a list"),
        "import.undo": tr("Took an import back"), "backup.make": tr("Made a backup"),
        "account.correct": tr("Corrected a gift card or wallet"),
        "account.block": tr("Blocked a gift card"), "account.unblock": tr("Unblocked a gift card"),
        "spender.prove": tr("Asked for a proof of who spends"),
        "spender.pin": tr("Changed a member's PIN"),
        "spender.word": tr("Changed a member's family word"),
        "points.spend_unchecked": tr("Let points be spent without a proof"),
        "reward.take": tr("Gave a reward"), "voucher.issue": tr("Made vouchers"),
        "voucher.end": tr("Ended a voucher"), "gift.deliver": tr("Changed where a gift is"),
        "gift.stock": tr("Counted the pieces of a gift"),
        "letgo.propose": tr("Proposed to spend less on a member"),
        "letgo.decide": tr("Decided on spending less on a member"),
        "letgo.end": tr("Ended spending less on a member"),
        "trial.start": tr("Began a trial with a group held back"),
        "trial.end": tr("Ended a trial"),
        "trail.begin": tr("Began a new chain of seals"),
        "trail.unsealed": tr("Found what came into the club without the program"),
        "trail.doubted": tr("Found at night what somebody changed without the program"),
        "trail.prove": tr("Proved the seals at night"),
        "trail.accepted": tr("Said that the club is right as it is"),
        "backup.copy": tr("Copied a backup to the second place"),
        "backup.verify": tr("Checked a backup again"),
        "backup.confirm": tr("Confirmed the club after a restore"),
        "member.erase_again": tr("Erased a member again after a restore"),
        "prospect.erase_again": tr("Erased a prospect again after a restore"),
        "key.passphrase": tr("Changed the pass phrase"),
        "key.recovery": tr("Made a recovery key"),
        "key.recovery.test": tr("Tested the recovery key"),
        "key.on": tr("Encrypted the club file"), "key.off": tr("Turned encryption off"),
        "key.change": tr("Changed the key of the club"),
        "key.keep": tr("Let this computer keep the key"),
        "key.forget": tr("Let this computer forget the key"),
        "key.recovered": tr("Opened with the recovery key"),
        "backup.restore": tr("Restored a backup"), "club.check": tr("Checked the club"),
    }  # fmt: skip
    return (
        known.get(row.act)
        or followup_words.act_name(row.act)
        or contact_words.act_name(row.act)
        or (complaint_words.act_name(row.act) or request_words.act_name(row.act))
        or playbook_words.act_name(row.act)
        or act_names.act_name(row.act)
        or row.act
    )


def result_words(result: str) -> str:
    """Return how an act ended, in one word."""
    known = {"ok": tr("Done"), "refused": tr("Refused"), "failed": tr("Failed")}
    return known.get(result, result)
