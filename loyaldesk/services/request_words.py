"""How the parts of requests, prospects, voices, agreements, orders and promises are called."""

from datetime import UTC

from loyaldesk.domain import errors
from loyaldesk.domain.casework import PLACES
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate


def place_name(place: str) -> str:
    """Return how a kind of record is called."""
    names = {
        "request": tr("Request"), "prospect": tr("Prospect"), "feedback": tr("Feedback"),
        "agreement": tr("Agreement"), "occasion_order": tr("Occasion order"),
    }  # fmt: skip
    return names.get(place, place)


def kind_name(kind: str) -> str:
    """Return how a kind of request, voice or agreement is called."""
    names = {
        "product": tr("Product wanted"), "repair": tr("Repair"), "delivery": tr("Delivery"),
        "callback": tr("Call-back"), "new_card": tr("New card"), "other": tr("Something else"),
        "idea": tr("Idea"), "opinion": tr("Opinion"), "fault": tr("Fault of a product"),
        "thanks": tr("Thanks"), "subscription": tr("Subscription"), "contract": tr("Contract"),
        "warranty": tr("Warranty"), "service": tr("Service"),
    }  # fmt: skip
    return names.get(kind, kind)


def state_name(state: str) -> str:
    """Return how far a record is."""
    names = {
        "open": tr("Still open"), "answered": tr("Answered"), "done": tr("Done"),
        "cancelled": tr("Cancelled"), "joined": tr("Became a member"), "lost": tr("Given up"),
        "new": tr("New voice"), "considered": tr("Being looked into"), "accepted": tr("Accepted"),
        "declined": tr("Not accepted"), "active": tr("Running"), "renewed": tr("Renewed"),
        "left": tr("Not renewed"), "kept": tr("Kept in time"), "missed": tr("Missed"),
    }  # fmt: skip
    return names.get(state, state)


def source_name(source: str) -> str:
    """Return how somebody came to the shop first."""
    names = {
        "caller": tr("Caller"), "visitor": tr("Visitor"), "form": tr("Form"),
        "social": tr("Social network"), "referral": tr("Sent by a member"),
        "other": tr("Something else"),
    }  # fmt: skip
    return names.get(source, source)


def reason_name(code: str) -> str:
    """Return why something was moved, cancelled, lost or left."""
    names = {
        "member_asked": tr("The member asked for it"), "supplier": tr("Waiting for the supplier"),
        "busy": tr("Too much to do"), "waiting": tr("Waiting for somebody"),
        "mistake": tr("Entered by mistake"), "other": tr("Another reason"),
        "not_possible": tr("Not possible"), "not_reached": tr("Never reached"),
        "twice": tr("Entered twice"), "price": tr("Price"),
        "not_available": tr("Not in the shop"), "bought_elsewhere": tr("Bought elsewhere"),
        "no_interest": tr("Not interested"), "wrong_number": tr("Wrong number"),
        "service": tr("Our service"), "quality": tr("Quality"), "rival": tr("Another shop"),
        "no_need": tr("No need any more"), "moved": tr("Moved away"),
        "erased": tr("Data erased"), "known": tr("Was a member already"),
    }  # fmt: skip
    return names.get(code, code)


def happening(what: str) -> str:
    """Return what happened to a record, for its history."""
    names = {
        "made": tr("Written down"), "asked": tr("Asked again"), "edited": tr("Changed"),
        "answered": tr("Answered"), "done": tr("Done"), "cancelled": tr("Cancelled"),
        "moved": tr("Put off"), "given": tr("Given to another operator"),
        "arrived": tr("The product has come"), "joined": tr("Became a member"),
        "lost": tr("Given up"), "considered": tr("Being looked into"), "accepted": tr("Accepted"),
        "declined": tr("Not accepted"), "told": tr("The member was told"),
        "thanked": tr("Points given as thanks"), "reminded": tr("Reminder made"),
        "renewed": tr("Renewed"), "left": tr("Not renewed"), "kept": tr("Kept in time"),
        "late": tr("Handed over late"), "missed": tr("Missed"),
        "agreed": tr("Agreed outside working hours"),
    }  # fmt: skip
    return names.get(what, what)


def act_name(act: str) -> str:
    """Return an act of the trail, or an empty text."""
    names = {
        "requests.terms": tr("Changed how long requests take"),
        "promises.save": tr("Changed the shop's promises"),
        "promise.tick": tr("Ticked a promise"),
        "prospect.move": tr("Gave a member what was written down of a prospect"),
        "feedback.points": tr("Gave points as thanks"),
    }  # fmt: skip
    place, _, what = act.partition(".")
    if act in names or place not in PLACES:
        return names.get(act, "")
    return tr("{record}: {what}").format(record=place_name(place), what=happening(what))


def way_name(way: str) -> str:
    """Return how somebody was told."""
    from loyaldesk.services.followup_words import channel_name  # noqa: PLC0415 - one way only

    return tr("Told in person") if way == "told" else channel_name(way)


def measure_name(measure: str) -> str:
    """Return what a promise is measured by."""
    names = {
        "complaint_ack": tr("Complaints acknowledged in time"),
        "complaint_answer": tr("Complaints answered in time"),
        "complaint_solve": tr("Complaints solved in time"),
        "request_due": tr("Requests answered in time"),
        "callback_due": tr("Call-backs in time"),
        "followup_promise": tr("Promised follow-ups done in time"),
        "occasion_order": tr("Occasion orders kept"),
        "by_hand": tr("Ticked by hand"),
    }  # fmt: skip
    return names.get(measure, measure)


def ended_words(error: errors.RecordEnded) -> str:
    """Return that a record has ended."""
    return tr("{record} {n} has ended: {state}. Nothing more is to be done with it.").format(
        record=place_name(error.place), n=fmt.number(error.number), state=state_name(error.state)
    )


def outside_words(error: errors.OutsideHours) -> str:
    """Return that the shop is closed at a promised moment."""
    return tr(
        "The shop is closed then; it opens next: {time}. Choose another moment, or say that it was"
        " agreed."
    ).format(time=fmt.moment(error.next_open, error.at.tzinfo or UTC))


def member_words(error: errors.AlreadyMember) -> str:
    """Return that a prospect is a member."""
    return tr("«{name}» is a member with this mobile. Write it down there instead.").format(
        name=isolate(error.name)
    )
