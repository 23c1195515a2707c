"""How the parts of a contact are called: directions, results, feelings, quick ones, rivals."""

from loyaldesk.domain import errors
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.followup_words import channel_name, outcome_name

__all__ = [
    "channel_name", "direction_name", "feeling_name", "quick_name", "result_name",
    "rival_reason_name", "stays",
]  # fmt: skip


def direction_name(code: str) -> str:
    """Return who sought whom."""
    return tr("They came to us") if code == "in" else tr("We went to them")


def result_name(code: str) -> str:
    """Return what came of a contact."""
    names = {
        "talked": tr("Talked"), "sent": tr("Sent"), "asked": tr("Asked for something"),
    }  # fmt: skip
    return names.get(code) or outcome_name(code)


def feeling_name(feeling: int) -> str:
    """Return how somebody felt, from 1 to 5."""
    names = (
        tr("Very unhappy"), tr("Unhappy"), tr("Neither happy nor unhappy"), tr("Happy"),
        tr("Very happy"),
    )  # fmt: skip
    return names[min(max(feeling, 1), 5) - 1]


def quick_name(code: str) -> str:
    """Return what one digit says at the counter."""
    names = {
        "asked_price": tr("Asked for a price"), "asked_stock": tr("Asked whether we have it"),
        "called_us": tr("Called us"), "we_called": tr("We called and talked"),
        "no_answer": tr("We called, no answer"), "call_later": tr("Asked us to call later"),
        "will_buy": tr("Will come and buy"), "pleased": tr("Was pleased"),
        "unhappy": tr("Was unhappy"), "wrote_us": tr("Wrote to us"),
    }  # fmt: skip
    return names.get(code, code)


def rival_reason_name(code: str) -> str:
    """Return why somebody likes another shop."""
    names = {"faster": tr("Faster"), "better": tr("Better"), "cheaper": tr("Cheaper")}
    return names.get(code, code)


def stays(error: errors.ContactStays) -> str:
    """Return why a contact is not taken back."""
    texts = {
        "not yours": tr("Only who noted a contact takes it back."),
        "too late": tr("A contact is taken back on the day it was noted; later it stays."),
        "withdrawn": tr("This contact was taken back already."),
    }
    return texts[error.why]


def act_name(act: str) -> str:
    """Return what somebody did with contacts and care; empty for another act."""
    names = {
        "contact.add": tr("Noted a contact"), "contact.withdraw": tr("Took a contact back"),
        "contact.plan": tr("Changed how often members are spoken to"),
        "care.set_owner": tr("Changed who looks after members"),
        "care.hand_over": tr("Handed everything over to another operator"),
        "care.hand_back": tr("Took a hand-over back"),
        "care.profile": tr("Changed an operator's skills and limit"),
        "care.absence": tr("Noted an absence"), "care.absence_end": tr("Ended an absence"),
        "care.moved": tr("Gave follow-ups of somebody away to others"),
        "mention.seen": tr("Read notes with a mention"),
    }  # fmt: skip
    return names.get(act, "")
