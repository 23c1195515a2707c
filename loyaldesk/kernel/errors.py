"""Things an operator can put right. Errors carry values; `services.words` has the sentences."""

from dataclasses import dataclass


class ClubError(Exception):
    """The base of everything that is told to the operator in one plain sentence.

    Children are dataclasses that carry values only; the sentence of each stands in
    ``loyaldesk.services.words`` and a test sees that none is missing. They are not frozen: Python
    itself writes the traceback into an exception on its way through a ``with`` block.
    """

    def __str__(self) -> str:
        return repr(self)


@dataclass(unsafe_hash=True)
class BadInput(ClubError):
    """A field holds something that cannot be used.

    Attributes:
        field: Name of the field, as in the draft that was refused.
        why: A short code; the sentence is in ``services.words``.
        given: What was typed, cut to 80 characters.
        limit: A figure the sentence needs, such as the longest length.
    """

    field: str
    why: str
    given: str = ""
    limit: int = 0


@dataclass(unsafe_hash=True)
class SeveralBadInputs(ClubError):
    """A form with more than one wrong field."""

    problems: tuple[BadInput, ...]
