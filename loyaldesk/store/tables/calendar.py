"""When the shop works, and the other papers of the shop that are kept whole."""

from peewee import AutoField, BooleanField, DateField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField


class Rulebook(Table):
    """One document of the shop by its name: hours, deadlines, service promises, warning signs."""

    name = TextField(primary_key=True)
    document = TextField()
    version = IntegerField()
    at = UtcField()
    operator_id = IntegerField()


class DayChange(Table):
    """A day that the shop keeps otherwise than the shipped table of holidays, or its own."""

    id = AutoField()
    on_day = DateField()
    code = TextField()
    name = TextField()
    is_closed = BooleanField()
    is_mourning = BooleanField()
    is_on = BooleanField()
    reason = TextField()
    at = UtcField()
    operator_id = IntegerField()

    class Meta:
        indexes = ((("on_day", "code"), True),)
