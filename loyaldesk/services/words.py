"""The words of every error: one plain sentence that says what happened and what to do."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from loyaldesk.domain import errors, import_problems, recovery, safekeeping, secrets
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import WEEKDAYS_EN, WEEKDAYS_FA
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import (
    booking_words,
    complaint_words,
    contact_words,
    followup_words,
    letgo_words,
    playbook_words,
    programme_words,
    request_words,
    return_words,
    reward_words,
    storage_words,
)
from loyaldesk.services.role_names import role_name as role_name  # noqa: PLC0414  # and asked for here
from loyaldesk.services.roles import right_name


def words(error: BaseException) -> str:
    """Return what to tell the operator about *error*."""
    for kind in type(error).__mro__:
        if kind in _WORDS:
            return _WORDS[kind](error)
    if isinstance(error, Cancelled):
        return tr("Stopped. Nothing was changed.")
    return tr("Something unexpected happened; nothing was stored. The log has the details.")


def field_name(field: str) -> str:
    """Return how a field is called on forms."""
    names = {
        "amount": tr("Amount"), "points": tr("Points"), "key": tr("Key"), "code": tr("Code"),
        "first_name": tr("First name"), "last_name": tr("Last name"), "mobile": tr("Mobile"),
        "company_name": tr("Company name"), "national_id": tr("National ID"),
        "birthday": tr("Birthday"), "wedding_on": tr("Wedding day"), "email": tr("E-mail"),
        "postal_code": tr("Postal code"), "address": tr("Address"), "note": tr("Note"),
        "until": tr("Last day"), "tier": tr("Tier"), "event": tr("Event"),
        "reason": tr("Reason"), "stage": tr("Stage"), "name": tr("Name"), "shop": tr("Shop name"),
        "owner": tr("Owner's name"), "zone": tr("Time zone"), "language": tr("Language"),
        "unit": tr("Money unit"), "logo": tr("Logo"), "role": tr("Role"), "tiers": tr("Tiers"),
        "tags": tr("Tags"), "sign_in": tr("Signing in"), "at": tr("Time of sale"),
        "file": tr("File"), "line": tr("Line"), "passphrase": tr("Pass phrase"),
        "members": tr("Members"), "months": tr("Months"),
        "share_held": tr("Held back (percent)"), "days": tr("Days"),
        "member": tr("Member"), "month": tr("Month"), "secret": tr("PIN"),
        "rial_per_point": tr("Money for one point"),
        "gift_card": tr("Gift card"), "wallet": tr("Wallet"),
        "lines": tr("Lines"), "discount": tr("Discount"), "quantity": tr("Quantity"),
        "price": tr("Price"), "tax": tr("Tax"), "cost": tr("Cost"), "kind": tr("Kind"),
        "product": tr("Product"), "category": tr("Category"), "brand": tr("Brand"),
        "reward": tr("Reward"), "sale": tr("Sale"),
        "count": tr("How many"), "valid_until": tr("Last day"), "pieces": tr("Pieces"),
        "name_fa": tr("Name in Persian"), "name_en": tr("Name in English"),
        "operator": tr("Operator"), "deputy": tr("Deputy"), "day_limit": tr("Limit for a day"),
        "team": tr("Group of operators"), "skills": tr("Skills"), "languages": tr("Languages"),
        "from": tr("First day"), "to": tr("Last day"), "report": tr("Report"),
        "folder": tr("Folder"),
        "from_on": tr("First day"), "until_on": tr("Last day"), "direction": tr("Direction"),
        "result": tr("Result"), "minutes": tr("Minutes"), "feeling": tr("Feeling"),
        "need": tr("Need"), "promise": tr("Promise"), "promise_on": tr("Promised for"),
        "next_on": tr("Next step"), "rival": tr("Another shop"),
        "rival_reason": tr("Why there"), "targets": tr("Contacts in a quarter"),
        "question_fa": tr("Question in Persian"), "question_en": tr("Question in English"),
        "text_fa": tr("Answer in Persian"), "text_en": tr("Answer in English"),
        "question": tr("Question"), "phone": tr("Telephone"),
        "forgotten": tr("Forgotten follow-ups"), "uneven": tr("Uneven answers"),
        "neglect": tr("Complaints of neglect"), "churn": tr("Members who stay away"),
        "hours": tr("Working hours"), "week": tr("Week"), "no_calls": tr("Times without calls"),
        "day": tr("Day"),
        "recurrence": tr("Repeats"), "extra": tr("Days with their own hours"),
        "praised": tr("Who is thanked"), "answer": tr("Answer"),
        "we_did": tr("What we did"), "way": tr("How they are told"), "told": tr("Told"),
        "title": tr("Title"), "starts_on": tr("First day"), "ends_on": tr("Last day"),
        "remind_days": tr("Days of reminder"), "occasion": tr("Occasion"),
        "occasion_on": tr("Day of the occasion"), "promised_at": tr("Promised for"),
        "alert_days": tr("Days of alert before"), "delivered_at": tr("Handed over"),
        "enquiry": tr("Enquiry"), "source": tr("Source"), "due_at": tr("Due"),
        "promises": tr("Promises"), "promise_fa": tr("Promise in Persian"),
        "promise_en": tr("Promise in English"), "measure": tr("Measured by"),
        "target": tr("Target"), "place": tr("Kind"),
        "feedback_points": tr("Points as thanks"), "decide_days": tr("Days to decide"),
        "point_worth_rial": tr("Worth of one point"), "life_days": tr("Days a point lives"),
        "till": tr("Till"), "password": tr("Password"),
    }  # fmt: skip
    if found := _LINE_FIELD.fullmatch(field):
        return tr("Line {n}, {field}").format(
            n=fmt.number(int(found[1])), field=field_name(found[2] or "line")
        )
    if found := _WEEK_FIELD.fullmatch(field):
        return weekday_name(int(found[1]))
    known = (
        names.get(field)
        or complaint_words.field_name(field)
        or followup_words.field_name(field)
        or playbook_words.field_name(field)
    )
    return known or (programme_words.place(field) if " " in field else field)


def weekday_name(weekday: int) -> str:
    """Return the name of a weekday, Monday 0."""
    return (WEEKDAYS_FA if look().language == "fa" else WEEKDAYS_EN)[weekday]


_WEEK_FIELD = re.compile(r"week\[([0-6])\]")
_LINE_FIELD = re.compile(r"lines\[(\d+)\](?:\.(.+))?")


def bad_input(error: BadInput) -> str:
    """Return what is wrong with a field, to stand under it."""
    given = isolate(error.given)
    limit = fmt.number(error.limit)
    sentences: dict[str, Callable[[], str]] = {
        "empty": lambda: tr("This is needed."),
        "too long": lambda: tr("This is too long: at most {n} characters.").format(n=limit),
        "too short": lambda: tr("This is too short: at least {n} characters.").format(n=limit),
        "not a role": lambda: tr(
            "{given} cannot be the name of a till on the server: 3 to 41 small Latin letters,"
            " digits and _, a letter first."
        ).format(given=given),
        "no till": lambda: tr(
            "{given} is another role of the server, so it was left alone. Choose another name."
        ).format(given=given),
        "unstorable": lambda: tr("This holds characters that cannot be stored."),
        "not a number": lambda: tr("{given} is not a number.").format(given=given),
        "fraction": lambda: tr("{given} has a fraction; whole amounts only.").format(given=given),
        "large": lambda: tr("This amount is too large."),
        "not positive": lambda: tr("This must be more than zero."),
        "negative": lambda: tr("This cannot be negative."),
        "range": lambda: tr("{given} is outside what is allowed.").format(given=given),
        "digits": lambda: tr("This must have {n} digits.").format(n=limit),
        "not a mobile": lambda: tr("A mobile has 11 digits and begins with 09."),
        "not an address": lambda: tr("{given} is not an e-mail address.").format(given=given),
        "check digit": lambda: tr("This number has a wrong digit; please check it."),
        "future": lambda: tr("This day lies in the future."),
        "too old": lambda: tr("This day lies too far back."),
        "once a month": lambda: tr("This month has such a figure already; remove that one first."),
        "not json": lambda: tr("This line is not a sale written as JSON."),
        "not a moment": lambda: tr("{given} is not a time; write it as 2026-11-20T10:15.").format(
            given=given
        ),
        "not a day": lambda: tr("{given} is not a day.").format(given=given),
        "not a day code": lambda: tr(
            "This is not the code of a day; copy the twelve letters and digits from the paper."
        ),
        "unknown choice": lambda: tr("{given} is not one of the choices.").format(given=given),
        "file ending": lambda: tr("The name of the file must end in {given}.").format(given=given),
        "not a picture": lambda: tr("A logo is a PNG or JPEG picture of at most {n} kB.").format(
            n=limit
        ),
        "taken": lambda: tr("{given} is already in use.").format(given=given),
        "usual role": lambda: tr("Every club has this role; it keeps its name and stays."),
        "own role": lambda: tr("The shop made this role itself; it has no usual rights."),
        "no such line": lambda: tr("The receipt has no line {given}.").format(given=given),
        "no lines": lambda: tr("Receipt {given} has no lines; give an amount.").format(given=given),
        "has lines": lambda: tr("Receipt {given} has lines; say which ones come back.").format(
            given=given
        ),
        "lines and amount": lambda: tr("Give either lines or an amount, not both."),
        "several operators": lambda: tr(
            "Only a shop with one operator may open without a PIN; here several sign in."
        ),
        "no tier": lambda: tr("At least one tier is needed."),
        "first tier not zero": lambda: tr("The lowest tier must begin at zero."),
        "equal limits": lambda: tr("Two tiers begin at the same amount."),
        "not rising": lambda: tr("This must be more than the step before it."),
        "worth above price": lambda: tr("A point cannot be worth more than what earns it."),
        "equal codes": lambda: tr("Two tiers have the same code."),
        "needs lines": lambda: tr("A discount on the receipt needs its lines."),
        "not the sum": lambda: tr("{given} is not what the lines come to: {sum}.").format(
            given=given, sum=limit
        ),
        "too many": lambda: tr("These are too many: at most {n}.").format(n=limit),
        "too few": lambda: tr("These are too few: each side needs at least {n}.").format(n=limit),
        "too large": lambda: tr("This file is too large."),
        "unknown": lambda: tr("This is not known here."),
        "no line": lambda: tr("This is not the line of a receipt."),
        "no quantity": lambda: tr(
            "{given} is not a quantity; write one such as 2 or 1.250, with at most three decimals."
        ).format(given=given),
        "no json file": lambda: tr("The file {given} is not written as JSON.").format(given=given),
        "no list": lambda: tr("This must be a list."),
        "no file": lambda: tr("The file {given} cannot be read.").format(given=given),
        "first place": lambda: tr("The second place must be another folder than the first one."),
        "same member": lambda: tr("The two members are the same."),
        "percent": lambda: tr("The earning rate of a tier lies between 0 and 10,000 percent."),
        "not an hour": lambda: tr("{given} is not a time of the day; write it as 09:00.").format(
            given=given
        ),
        "not a shift": lambda: tr("{given} is not a shift; write it as 09:00-13:00.").format(
            given=given
        ),
        "shift backwards": lambda: tr(
            "{given} does not end after its start. A shift past midnight is two: one up to 24:00"
            " and one from 00:00 of the next day."
        ).format(given=given),
        "shifts overlap": lambda: tr("These shifts overlap: {given}.").format(given=given),
        "before its start": lambda: tr("The last day lies before the first one."),
        "not a week": lambda: tr("A week has seven days."),
        "not one base": lambda: tr("There must be exactly one week without dates."),
        "not hours": lambda: tr("These working hours cannot be read."),
        "never open": lambda: tr("The shop needs at least one open hour in its week."),
        "thresholds": lambda: tr(
            "Amber must begin above zero and red above amber, within what is possible."
        ),
        "not signs": lambda: tr("These thresholds cannot be read."),
        "same operator": lambda: tr("This must be another operator."),
        "away already": lambda: tr("This operator is away on one of these days already."),
        "deputy away": lambda: tr("The deputy is away on one of these days."),
        "missing": lambda: tr("Something stays open here: say when the next step is."),
        "past hour": lambda: tr("{given} is past already.").format(given=given),
        "too far": lambda: tr("{given} lies more than ten years ahead.").format(given=given),
        "member or prospect": lambda: tr("Choose either a member or a prospect."),
        "not rules": lambda: tr("This document of the shop cannot be read."),
        "not a calendar file": lambda: tr(
            "{given} is no file of a calendar: give the whole path of a file that ends in .ics, in"
            " a folder that is there."
        ).format(given=given),
        "name or mobile": lambda: tr("Give a name or a mobile."),
        "only thanks praise": lambda: tr("Only thanks can name an operator."),
        "nobody to tell": lambda: tr("Nobody is known who could be told this way."),
        "not decided": lambda: tr("It is not decided yet; first say what was done or why not."),
        "given before": lambda: tr("Points were given for it already: {given}.").format(
            given=given
        ),
        "after the occasion": lambda: tr("This is after the occasion it is for."),
        "not that occasion": lambda: tr("The occasion is on another day: {day}.").format(
            day=fmt.day(date.fromisoformat(error.given))
        ),
        "not a code": lambda: tr(
            "A code has small Latin letters, digits and _, and begins with a letter."
        ),
        "not terms": lambda: tr("These terms of requests cannot be read."),
        "not promises": lambda: tr("These promises cannot be read."),
        "not a recurrence": lambda: tr("{given} does not say how often.").format(given=given),
    }
    known = sentences.get(error.why)
    if known:
        return known()
    return (
        programme_words.problem(error)
        or complaint_words.problem(error)
        or playbook_words.problem(error)
        or tr("This cannot be used.")
    )


def _with_field(error: BadInput) -> str:
    return tr("{field}: {problem}").format(field=field_name(error.field), problem=bad_input(error))


def _several(error: SeveralBadInputs) -> str:
    return " ".join(_with_field(problem) for problem in error.problems)


def _sign_in(error: errors.SignInRefused) -> str:
    if error.why == "locked for good":
        return tr("Locked after too many wrong tries. A manager can open it in Settings.")
    if error.why == "locked" and error.until is not None:
        return tr("Too many wrong tries. Please wait a while, then try again.")
    if error.why == "disabled":
        return tr("This operator cannot sign in any more.")
    if error.why == "needed":
        return tr("This operator has a PIN or password; give it as LOYALDESK_SECRET.")
    if error.why == "no secret":
        return tr("This operator has no PIN yet. The owner can give one in Settings.")
    return tr("This PIN or password is not right.")


def _ambiguous(error: errors.AmbiguousCode) -> str:
    names = tr(" and ").join(f"«{isolate(name)}»" for name in error.names)
    return tr("{code} fits more than one member: {names}. Please choose by name or card.").format(
        code=ltr(error.code), names=names
    )


def _dead_card(error: errors.DeadCard) -> str:
    if error.state == "replaced":
        text = tr("Card {code} of «{name}» was replaced by a new one. Please use the new card.")
    else:
        text = tr("Card {code} of «{name}» is blocked.")
    return text.format(code=ltr(error.code), name=isolate(error.name))


def _cannot_reverse(error: errors.CannotReverse) -> str:
    texts = {
        "reversed": tr("Receipt {n} was already taken back."),
        "is a reversal": tr("Receipt {n} is itself a reversal; record a new sale instead."),
        "is a return": tr("Receipt {n} is a return; sell the goods again instead."),
        "has returns": tr(
            "Goods of receipt {n} have come back already. Return what is left of it instead."
        ),
        "not yours": tr("Receipt {n} is not your last sale. A senior cashier can take it back."),
        "too late": tr("Receipt {n} is older than 10 minutes. A senior cashier can take it back."),
        "other day": tr("Receipt {n} is of another day. A manager can take it back."),
    }
    return texts[error.why].format(n=fmt.digits(str(error.receipt)))


def _not_a_period(error: errors.NotAPeriod) -> str:
    text = tr("{given} is not a month that has begun; write it as 1405-08 or 2026-10.")
    if error.kind == "period":
        text = tr(
            "{given} is no period. Write a month as 1405-08, a quarter as 1405-Q2, a year as 1405,"
            " days as 2026-10-01..2026-10-15."
        )
    elif error.kind == "future":
        text = tr("{given} has not begun yet.")
    elif error.kind == "turned":
        text = tr("In {given} the last day comes before the first.")
    return text.format(given=ltr(error.given))


def _missing(error: errors.Missing) -> str:
    texts = {
        "member": tr("There is no such member."),
        "pair": tr("Somebody has decided about these two members already."),
        "sale": tr("There is no sale with this number."),
        "operator": tr("There is no operator called «{name}»."),
        "card": tr("There is no such card in use."),
        "tier by hand": tr("This member has no tier that was set by hand."),
        "run": tr("There is no such import."),
        "family": tr("There is no such family, or the member belongs to none."),
        "merge": tr("There is no such merge."),
        "reward": tr("There is no such reward in the programme."),
        "voucher": tr("There is no such voucher that can still be used."),
        "gift": tr("There is no such gift that was taken."),
        "account": tr("There is no such gift card or wallet."),
        "entry": tr("There is no such entry of points."),
        "request": tr("There is no such request."),
        "feedback": tr("There is no such feedback."),
        "agreement": tr("There is no such agreement."),
        "occasion order": tr("There is no such occasion order."),
        "promise": tr("The shop has made no such promise."),
        "day": tr("This day has no such mark."),
        "closure": tr("No holiday or closure closes this day."),
        "followup": tr("There is no such follow-up."),
        "complaint": tr("There is no such complaint."),
        "compensation": tr("There is no such compensation."),
        "incident": tr("There is no such incident."),
        "topic": tr("There is no such topic."),
        "answer": tr("There is no such answer in the library."),
        "answer draft": tr("No new words of this answer wait for approval."),
        "approved answer": tr("This answer has no approved words that could be withdrawn."),
        "question": tr("There is no such question that is still open."),
        "active operator": tr("There is no such operator, or they do not work here any more."),
        "handover": tr("There is no such hand-over."),
        "absence": tr("There is no such absence, or it is over."),
        "contact": tr("There is no such contact."),
        "playbook": tr("There is no such playbook."),
        "prospect": tr("There is no such prospect."),
        "trial": tr("There is no such trial, or it was ended before."),
    }
    return texts.get(error.what, tr("This does not exist.")).format(name=isolate(error.given))


def _not_undoable(error: errors.ImportNotUndoable) -> str:
    texts = {
        "not done": tr("This import is not finished yet."),
        "undone": tr("This import was already taken back."),
        "used since": tr(
            "Members of this import have bought or been looked after since; it cannot be taken"
            " back."
        ),
    }
    return texts.get(error.why, tr("This import cannot be taken back any more."))


def _gift_card(error: errors.GiftCardRefused) -> str:
    texts = {
        "unknown": tr("There is no gift card {code}."),
        "blocked": tr("Gift card {code} is blocked."),
        "closed": tr("The sale of gift card {code} was taken back; nothing is on it."),
        "expired": tr("Gift card {code} is past its last day."),
        "empty": tr("Nothing is left on gift card {code}."),
        "twice": tr("Gift card {code} was given twice."),
    }
    return texts[error.why].format(code=ltr(error.code))


def _code_in_use(error: errors.CodeInUse) -> str:
    texts = {
        "member": tr("Code {code} is a member's; please use another one."),
        "gift_card": tr("Code {code} is a gift card's; please use another one."),
        "voucher": tr("Code {code} is a voucher's; please use another one."),
    }
    return texts[error.by].format(code=ltr(error.code))


def _not_proved(error: errors.SpenderNotProved) -> str:
    texts = {
        "needed": tr(
            "So many points need a proof: the card with the last four digits of the mobile, the"
            " member's PIN or the family word. A manager can go on without."
        ),
        "wrong": tr("This does not prove who is spending. Please try again."),
        "unset": tr("The member cannot be proved this way. Please choose another one."),
        "locked": tr("Too many wrong tries. Proofs are looked at again after 15 minutes."),
    }
    return texts[error.why]


def _on_hold(error: errors.SpendingOnHold) -> str:
    return trn(
        "The mobile of this member changed lately. Points can be spent again in {n} hour; a"
        " manager can go on now.",
        "The mobile of this member changed lately. Points can be spent again in {n} hours; a"
        " manager can go on now.",
        error.hours,
    ).format(n=fmt.number(error.hours))


def _spend_refused(error: errors.SpendRefused) -> str:
    texts = {
        "blocks": tr("Points are spent in whole steps of {n}."),
        "least": tr("At least {n} points are spent at once."),
        "share": tr("Points may pay only a part of this receipt: at most {n} points."),
        "balance": tr("Points can be spent from a balance of {n} on."),
    }
    return texts[error.why].format(n=fmt.number(error.limit))


def _changed(_error: errors.ChangedMeanwhile) -> str:
    return tr("Somebody else has changed this since you opened it. Please look at it again.")


def _above_own_rights(error: errors.AboveOwnRights) -> str:
    return tr("Nobody gives or touches a right they do not have themselves: {right}.").format(
        right=isolate(_right(error.permission))
    )


def _right_needed(error: errors.RightNeeded) -> str:
    text = tr("Somebody who manages operators must keep this right, to give it back: {right}.")
    return text.format(right=isolate(_right(error.permission)))


def _right(code: str) -> str:
    known = {right.value: right for right in Permission}
    return right_name(known[code]) if code in known else code


def _role_in_use(error: errors.RoleInUse) -> str:
    text = trn(
        "{n} operator has the role “{role}”. Give them another role first.",
        "{n} operators have the role “{role}”. Give them another role first.",
        error.count,
    )
    return text.format(n=fmt.number(error.count), role=isolate(error.name))


_MOVE_REFUSED = {
    "on a server": lambda: tr("This club lies on a server already."),
    "in a file": lambda: tr("This club lies in a file already."),
    "no tills": lambda: tr(
        "This club lies in a file, which one computer works with. Move it to a server first; there"
        " each till has a role."
    ),
    "broken": lambda: tr(
        "The check of the club found something wrong. It is moved only when that is put right."
    ),
}

_WORDS: dict[type, Callable[[Any], str]] = {
    BadInput: _with_field,
    SeveralBadInputs: _several,
    errors.MoveBroken: lambda e: tr(
        "The copy is not the same as the club ({table}), so nothing was moved. Please try again."
    ).format(table=ltr(e.table)),
    errors.MoveRefused: lambda e: _MOVE_REFUSED[e.why](),
    errors.PermissionDenied: lambda _: tr(
        "Your role does not allow this. A manager or the owner can do it."
    ),
    errors.SignInRefused: _sign_in,
    errors.UnknownCode: lambda e: tr("No member has the code {code}.").format(code=ltr(e.code)),
    errors.AmbiguousCode: _ambiguous,
    errors.DeadCard: _dead_card,
    errors.CodeTaken: lambda e: tr("Code {code} already belongs to «{name}».").format(
        code=ltr(e.code), name=isolate(e.name)
    ),
    errors.BankCard: lambda _: tr(
        "This is a bank card. Its number is not kept; please use a club card or a mobile."
    ),
    errors.MobileTaken: lambda e: tr(
        "This mobile belongs to «{name}». A manager may allow two members to share it."
    ).format(name=isolate(e.name)),
    errors.MemberBlocked: lambda e: tr("«{name}» is blocked: {reason}").format(
        name=isolate(e.name), reason=isolate(e.reason)
    ),
    errors.MemberErased: lambda e: tr("The data of member {number} were erased.").format(
        number=ltr(e.number)
    ),
    errors.Missing: _missing,
    errors.KeyUsed: lambda _: tr(
        "This key was already used for another sale. Nothing was stored; use a new key."
    ),
    errors.FutureSale: lambda _: tr("A sale cannot be dated in the future."),
    errors.NotEnoughPoints: lambda e: tr("Not enough points: {have} of {wanted}.").format(
        have=fmt.number(e.available), wanted=fmt.number(e.wanted)
    ),
    errors.SpendAboveLimit: lambda e: tr(
        "You may take at most {n} points in one sale. A senior cashier can take more."
    ).format(n=fmt.number(e.limit)),
    errors.SpendAboveAmount: lambda e: tr("This sale can be paid with at most {n} points.").format(
        n=fmt.number(e.most)
    ),
    errors.CannotReverse: _cannot_reverse,
    errors.AlreadyFinished: followup_words.already,
    errors.CannotReopen: followup_words.not_reopened,
    errors.ContactStays: contact_words.stays,
    errors.ChangedMeanwhile: _changed,
    errors.LastOwner: lambda _: tr("The club must keep an owner who can sign in."),
    errors.AboveOwnRights: _above_own_rights,
    errors.RightNeeded: _right_needed,
    errors.RoleInUse: _role_in_use,
    errors.OwnRecord: lambda _: tr(
        "Nobody books on a member record of their own. Another operator can do it."
    ),
    errors.DateDoubtful: lambda e: tr(
        "The daily work was last done on {before}, and the clock of this computer now says {today}."
        " Is this date right?"
    ).format(before=fmt.day(e.before), today=fmt.day(e.today)),
    errors.NotAPeriod: _not_a_period,
    errors.LedgerBroken: lambda _: tr(
        "The points of this member do not add up, so nothing was booked. Please run the club check."
    ),
    errors.StorageProblem: storage_words.words,
    errors.ImportNotUndoable: _not_undoable,
    errors.SpendRefused: _spend_refused,
    errors.NotEnoughMoney: lambda e: tr(
        "There is not enough money in it: {have} of {wanted}."
    ).format(have=fmt.amount_with_unit(e.available), wanted=fmt.amount_with_unit(e.wanted)),
    errors.GiftCardRefused: _gift_card,
    errors.GiftCardSpent: lambda e: tr(
        "Gift card {code} cannot be taken back: {amount} of it are spent already."
    ).format(code=ltr(e.code), amount=fmt.amount_with_unit(e.spent)),
    errors.WalletSpent: lambda e: tr(
        "This put {wanted} into the wallet, and only {have} are left in it; it cannot be taken"
        " back."
    ).format(have=fmt.amount_with_unit(e.available), wanted=fmt.amount_with_unit(e.wanted)),
    errors.CodeInUse: _code_in_use,
    errors.SpenderNotProved: _not_proved,
    errors.SpendingOnHold: _on_hold,
    errors.ImportUnderWay: lambda _: tr(
        "Another import is still running. Please wait until it has ended."
    ),
    errors.ImportTakenBack: lambda _: tr("Stopped. What had come in was taken back."),
    errors.RewardRefused: reward_words.refused_words,
    errors.VoucherRefused: reward_words.voucher_words,
    errors.VoucherInUse: reward_words.in_use_words,
    errors.OutOfStock: reward_words.stock_words,
    errors.CannotReturn: return_words.cannot_words,
    errors.MoreThanSold: return_words.more_words,
    errors.ReturnBlocked: return_words.blocked_words,
    errors.ApprovalNeeded: booking_words.needed_words,
    errors.ApprovalRefused: booking_words.refused_words,
    errors.ComplaintRefused: complaint_words.refused,
    errors.CompensationRefused: complaint_words.compensation_refused,
    errors.IncidentRefused: complaint_words.incident_refused,
    errors.DayLimit: booking_words.day_limit_words,
    errors.MemberOwes: booking_words.owes_words,
    errors.MemberMerged: booking_words.merged_words,
    errors.InFamily: booking_words.in_family_words,
    errors.CannotMerge: booking_words.cannot_merge_words,
    errors.CannotUnmerge: booking_words.cannot_unmerge_words,
    errors.RecordEnded: request_words.ended_words,
    errors.OutsideHours: request_words.outside_words,
    errors.AlreadyMember: request_words.member_words,
    errors.LetGoRefused: letgo_words.refused,
    errors.VouchersStopped: letgo_words.vouchers_stopped,
    errors.NoWorkingTime: lambda e: tr(
        "The shop has no working hours in the year after {day}, so nothing can be due. Please enter"
        " its hours in Settings."
    ).format(day=fmt.day(e.day)),
    import_problems.UnreadableFile: import_problems.unreadable_words,
    import_problems.BadMapping: import_problems.mapping_words,
    safekeeping.BackupProblem: safekeeping.words,
    secrets.WeakSecret: secrets.weak_secret_words,
    secrets.WrongPassphrase: secrets.key_problem_words,
    secrets.KeyFileMissing: secrets.key_problem_words,
    secrets.KeyFileDamaged: secrets.key_problem_words,
    secrets.KeyFileExists: secrets.key_problem_words,
    secrets.KeyActRefused: secrets.key_act_words,
    recovery.RecoveryMistyped: recovery.words,
    recovery.WrongRecovery: recovery.words,
    recovery.WrongGroup: recovery.words,
    **programme_words.WORDS,
    ClubError: lambda _: tr("This cannot be done."),
}
