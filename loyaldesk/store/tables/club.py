"""The shop's facts, its counters, and its programmes with the day each begins."""

from peewee import AutoField, BlobField, BooleanField, DateField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField


class Club(Table):
    """The one row of the shop's facts."""

    id = AutoField()
    uid = TextField()
    shop = TextField()
    language = TextField()
    unit = TextField()
    zone = TextField()
    is_sample = BooleanField(default=False)
    made_at = UtcField()
    logo = BlobField(null=True)
    settings = TextField()
    version = IntegerField(default=1)


class Counter(Table):
    """The last number given out of each kind."""

    name = TextField(primary_key=True)
    value = IntegerField()


class ProgrammeRow(Table):
    """A programme and the first day it holds; an old one is never changed."""

    id = AutoField()
    valid_from = DateField(index=True)
    document = TextField()
    made_at = UtcField()
    operator_id = IntegerField()

    class Meta:
        table_name = "programme"
