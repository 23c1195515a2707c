"""How choices of a member's form are called."""

from collections.abc import Callable

from loyaldesk.domain.members import CHANNELS, TIMES, TONES
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.telling import channel_name

Options = list[tuple[str, str]]


def channels() -> Options:
    """Return words and value of each way to reach a member."""
    return [(channel_name(value), value) for value in CHANNELS]


def times() -> Options:
    """Return words and value of each time of day."""
    names = {
        "morning": tr("Morning"), "noon": tr("Noon"), "afternoon": tr("Afternoon"),
        "evening": tr("Evening"),
    }  # fmt: skip
    return [(names[value], value) for value in TIMES]


def tones() -> Options:
    """Return words and value of each way to address a member."""
    names = {"formal": tr("Formal"), "friendly": tr("Friendly"), "short": tr("Short and plain")}
    return [(names[value], value) for value in TONES]


def genders() -> Options:
    """Return words and value of each gender."""
    return [(tr("Woman"), "woman"), (tr("Man"), "man")]


def kinds() -> Options:
    """Return words and value of each kind of member."""
    return [(tr("Person"), "person"), (tr("Company"), "company")]


def honorifics() -> list[str]:
    """Return forms of address that are offered; any other can be typed."""
    return [
        tr("Ms"), tr("Mr"), tr("Dr"), tr("Engineer"), tr("Haj Agha"), tr("Haj Khanom"),
        tr("Seyyed"),
    ]  # fmt: skip


def sources() -> list[str]:
    """Return ways people come to a shop; any other can be typed."""
    return [
        tr("Passing by"), tr("A friend"), tr("Instagram"), tr("Website"), tr("Advertisement"),
    ]  # fmt: skip


def called(options: Callable[[], Options], value: str) -> str:
    """Return how *value* is called; one of another program is shown as it stands."""
    return next((words for words, known in options() if known == value), value)


def field_names() -> dict[str, str]:
    """Return how the fields of the form are called that the words of errors do not know."""
    return {
        "kind": tr("Kind"), "honorific": tr("Form of address"), "gender": tr("Gender"),
        "landline": tr("Landline"), "family": tr("Family"), "sizes": tr("Sizes"),
        "preferences": tr("Likes and dislikes"), "consent": tr("Consent"),
        "preferred_channel": tr("Preferred channel"), "preferred_time": tr("Preferred time"),
        "tone": tr("Tone"), "source": tr("How they came"), "referrer_id": tr("Brought by"),
    }  # fmt: skip
