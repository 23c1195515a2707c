"""Who is named with an ``@`` in a text."""

from collections import Counter
from collections.abc import Mapping

from loyaldesk.kernel.persian import fold

SIGN = "@"


def named(text: str, names: Mapping[int, str]) -> tuple[int, ...]:
    """Return the operators a text names, each once, in its order.

    The longest name that fits counts, in any spelling; the first word of a name is enough when
    nobody else is called so.

    Args:
        text: What was written.
        names: Operators and their names.
    """
    keys = _keys(names)
    found: dict[int, None] = {}
    for part in fold(text).split(SIGN)[1:]:
        rest = part.lstrip()
        fitting = [key for key in keys if rest.startswith(key) and _ends(rest, len(key))]
        if fitting:
            found.update(dict.fromkeys(keys[max(fitting, key=len)]))
    return tuple(found)


def _keys(names: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    """Return each folded name with whom it means."""
    keys: dict[str, tuple[int, ...]] = {}
    for id_, name in names.items():
        if key := fold(name).replace(SIGN, ""):
            keys[key] = (*keys.get(key, ()), id_)
    first = Counter(key.split()[0] for key in keys)
    for key, ids in list(keys.items()):
        word = key.split()[0]
        if first[word] == 1:
            keys.setdefault(word, ids)
    return keys


def _ends(text: str, at: int) -> bool:
    return at == len(text) or not text[at].isalnum()
