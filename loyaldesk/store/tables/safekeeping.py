"""Seals over the trail and the ledgers, members who look alike, signs the owner saw, open tills."""

from peewee import (
    AutoField,
    BlobField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member


class Seal(Table):
    """The keyed code over everything one change added; each holds on to the one before it.

    The ``…_to`` figures are the last rows it covers: of the trail, the points ledger (both by
    ``seq``), the money ledger, the sales and the consents.
    """

    id = AutoField()
    audit_to = IntegerField()
    entry_to = IntegerField()
    money_to = IntegerField()
    sale_to = IntegerField()
    consent_to = IntegerField()
    v = IntegerField()
    mac = BlobField()


class Alike(Table):
    """Two members who may be one person, found at night; the smaller id comes first."""

    one = ForeignKeyField(Member, on_delete="RESTRICT", index=False)
    other = ForeignKeyField(Member, on_delete="RESTRICT")
    score = IntegerField()
    why = TextField()
    found_on = DateField()
    state = TextField()

    class Meta:
        primary_key = CompositeKey("one", "other")


class Oversight(Table):
    """A sign of abuse that somebody looked at."""

    id = AutoField()
    kind = TextField()
    subject = TextField()
    subject_id = IntegerField()
    on_day = DateField()
    seen_at = UtcField()
    operator_id = IntegerField()
    note = TextField()

    class Meta:
        indexes = ((("kind", "subject", "subject_id", "on_day"), True),)


class Lease(Table):
    """A till that has the club open, and when it was last heard of."""

    till = TextField()
    host = TextField()
    pid = IntegerField()
    opened_at = UtcField()
    beat_at = UtcField()

    class Meta:
        primary_key = CompositeKey("till", "host")
