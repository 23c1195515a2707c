"""How the parts of a follow-up are called: channels, reasons, outcomes, what happened to it."""

from datetime import UTC

from loyaldesk.domain import errors
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate


def channel_name(code: str) -> str:
    """Return how a way to somebody is called."""
    names = {
        "call": tr("Call"), "visit": tr("Visit"), "sms": tr("SMS"),
        "messenger": tr("Messenger"), "email": tr("E-mail"), "letter": tr("Letter"),
        "social": tr("Social network"), "counter": tr("At the counter"), "task": tr("Task"),
    }  # fmt: skip
    return names.get(code, code)


def reason_name(code: str) -> str:
    """Return why a follow-up exists."""
    names = {
        "manual": tr("Made by hand"), "promise": tr("Promise"),
        "after_sale": tr("After a purchase"), "birthday": tr("A birthday"),
        "wedding": tr("Wedding day"), "tier": tr("Tier"),
        "points": tr("Points"), "silence": tr("Silent for long"), "complaint": tr("Complaint"),
        "recovery": tr("Winning back after a complaint"), "survey": tr("Survey"),
        "request": tr("Request"), "callback": tr("Call-back"), "agreement": tr("Agreement"),
        "occasion": tr("Occasion order"), "feedback": tr("Feedback"),
        "handover": tr("Hand-over"), "playbook": tr("Playbook"),
    }  # fmt: skip
    return names.get(code, code)


def outcome_name(code: str) -> str:
    """Return what came of a follow-up."""
    names = {
        "reached": tr("Spoke with them"), "no_answer": tr("No answer"),
        "switched_off": tr("Switched off"), "wrong_number": tr("Wrong number"),
        "call_later": tr("Call later"), "refuses_contact": tr("Wants no contact"),
        "promised_to_buy": tr("Promised to buy"), "bought": tr("Has bought"),
        "done_other": tr("Done otherwise"), "cancelled": tr("Cancelled"),
    }  # fmt: skip
    return names.get(code, code)


def why_name(code: str) -> str:
    """Return why a follow-up was moved or cancelled, by hand or by rule."""
    names = {
        "member_asked": tr("The member asked for it"), "busy": tr("Too much to do"),
        "ill": tr("Illness or absence"), "waiting": tr("Waiting for something"),
        "mistake": tr("Made by mistake"), "other": tr("Another reason"),
        "settled": tr("Settled already"), "not_needed": tr("Not needed any more"),
        "twice": tr("Stands there twice"), "closed": tr("The shop is closed"),
        "hours": tr("The opening hours changed"), "erased": tr("The member's data were erased"),
        "solved": tr("The complaint is solved"), "reopened": tr("The complaint was opened again"),
        "answered": tr("Answered already"), "arrived": tr("The product has come"),
        "missed": tr("The day was missed"), "moved": tr("Its day was moved"),
        "joined": tr("Became a member"), "lost": tr("Given up"), "renewed": tr("Renewed"),
        "left": tr("Not renewed"), "gone": tr("The member is blocked, erased or merged"),
        "undone": tr("The sale was taken back"), "bought": tr("The member bought meanwhile"),
        "refused": tr("The member does not want to be contacted"),
    }  # fmt: skip
    return names.get(code) or outcome_name(code)


def assigned_by(code: str) -> str:
    """Return by which rule a follow-up came to whom it belongs."""
    rule, _, hindrance = code.partition(".")
    names = {
        "given": tr("Chosen by name"), "by_hand": tr("Chosen by name"),
        "owner": tr("Owner of the member"), "deputy": tr("Deputy of the member"),
        "stand_in": tr("Stands in for the absent one"),
        "operator_deputy": tr("Deputy of the operator"), "skill": tr("Has the skill"),
        "language": tr("Speaks the language"), "role": tr("Has the role"),
        "free": tr("Has the least to do"), "nobody": tr("Nobody could be found"),
        "record": tr("Has the record it serves"), "handover": tr("Handed over"),
    }  # fmt: skip
    others = {
        "away": tr("the first choice is away"), "full": tr("the first choice has enough to do"),
        "gone": tr("the first choice works here no more"),
    }  # fmt: skip
    rule = names.get(rule, rule)
    if hindrance not in others:
        return rule
    return tr("{rule} ({why})").format(rule=rule, why=others[hindrance])


def act_name(act: str) -> str:
    """Return how a line of the trail about follow-ups reads; empty: it is none."""
    names = {
        "followup.many": tr("Made follow-ups for a list"),
        "followup.make": tr("Made a follow-up"), "followup.finish": tr("Finished a follow-up"),
        "followup.move": tr("Moved a follow-up"), "followup.cancel": tr("Cancelled a follow-up"),
        "followup.give": tr("Gave a follow-up to somebody else"),
        "followup.edit": tr("Changed a follow-up"),
        "followup.reopen": tr("Opened a follow-up again"),
        "followup.rules": tr("Changed the rules of follow-ups"),
        "followup.calendar": tr("Wrote the calendar file"),
    }  # fmt: skip
    return names.get(act, "")


def already(error: errors.AlreadyFinished) -> str:
    """Return that somebody was faster."""
    name, at = isolate(error.by), fmt.moment(error.at, error.at.tzinfo or UTC)
    if error.outcome == "cancelled":
        return tr("{name} cancelled this follow-up: {time}. Nothing more is to be done.").format(
            name=name, time=at
        )
    return tr(
        "{name} finished this follow-up: {time}, {outcome}. Nothing more is to be done."
    ).format(name=name, time=at, outcome=outcome_name(error.outcome))


def not_reopened(error: errors.CannotReopen) -> str:
    """Return why a follow-up stays as it ended."""
    texts = {
        "open": tr("This follow-up is open already."),
        "too late": tr("A follow-up is opened again on the day it ended; make a new one."),
        "erased": tr("The member's data were erased; this follow-up stays as it is."),
    }
    return texts[error.why]


def happened(what: str) -> str:
    """Return what happened to a follow-up."""
    names = {
        "made": tr("Made"), "moved": tr("Moved"), "given": tr("Given to somebody else"),
        "tried": tr("Tried"), "done": tr("Done"), "cancelled": tr("Cancelled"),
        "reopened": tr("Opened again"), "edited": tr("Changed"),
    }  # fmt: skip
    return names.get(what, what)


def field_name(field: str) -> str:
    """Return how a field of a follow-up is called; empty: it is none."""
    names = {
        "on": tr("Day"), "hour": tr("Hour"), "outcome": tr("Outcome"), "channel": tr("Channel"),
        "text": tr("What is to be done"), "checklist": tr("Checklist"),
        "priority": tr("Priority"), "tries": tr("Tries"), "skill": tr("Skill"),
        "days_between": tr("Days between two tries"), "followups": tr("Rules of follow-ups"),
        "subscription": tr("Calendar file"),
    }  # fmt: skip
    return names.get(field, "")
