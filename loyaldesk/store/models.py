"""The parameters of the prediction as they were fitted by night."""

from dataclasses import astuple, dataclass, fields
from datetime import date, datetime

from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text


@dataclass(frozen=True, slots=True)
class Fit:
    """One row of ``model_fit``; ``on_day`` is ISO."""

    on_day: str
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    p: float | None
    q: float | None
    v: float | None
    members: int
    repeaters: int
    drop_error: float
    margin: float | None


_COLUMNS = ", ".join(each.name for each in fields(Fit))


def latest(db: ClubDatabase, until: date) -> Fit | None:
    """Return the last parameters fitted until a day."""
    row = db.execute_sql(
        f"SELECT {_COLUMNS} FROM model_fit WHERE on_day <= ? ORDER BY on_day DESC LIMIT 1",
        (until.isoformat(),),
    ).fetchone()
    return Fit(*row) if row else None


def put(db: ClubDatabase, fit: Fit, at: datetime) -> None:
    """Store the parameters of a day, in place of those it had."""
    marks = ", ".join("?" * (len(fields(Fit)) + 1))
    db.execute_sql(
        f"INSERT OR REPLACE INTO model_fit ({_COLUMNS}, made_at) VALUES ({marks})",
        (*astuple(fit), utc_text(at)),
    )
