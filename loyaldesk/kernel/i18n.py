"""Words in the reader's language: gettext on every floor, English in the source."""

import gettext
from functools import lru_cache

from loyaldesk.kernel import paths
from loyaldesk.kernel.look import look

DOMAIN = "loyaldesk"


@lru_cache(maxsize=4)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(
        DOMAIN, paths.resource("i18n"), languages=[language], fallback=language == "en"
    )


def tr(text: str) -> str:
    """Return *text* in the current language. Never called at import time."""
    return _catalogue(look().language).gettext(text) if text else ""


def trn(one: str, many: str, n: int) -> str:
    """Return *one* or *many*, as *n* asks for in the current language."""
    return _catalogue(look().language).ngettext(one, many, n)


def forget_catalogues() -> None:
    """Read the catalogues again at the next word (after a new one was compiled)."""
    _catalogue.cache_clear()
