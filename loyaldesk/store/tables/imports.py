"""Runs of import: staged rows, and the keys by which the same row is known again."""

from peewee import AutoField, DateField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField


class ImportRun(Table):
    """One file that was imported."""

    id = AutoField()
    kind = TextField()
    file_name = TextField()
    state = TextField()
    options = TextField()
    counts = TextField()
    on_day = DateField()
    made_at = UtcField()
    ended_at = UtcField(null=True)
    operator_id = IntegerField()


class ImportRow(Table):
    """One row waiting to be moved into the club; removed once it is."""

    id = AutoField()
    run = ForeignKeyField(ImportRun, on_delete="CASCADE")
    line = IntegerField()
    content = TextField()


class ImportKey(Table):
    """The key of a row that is in the club, so that the same file again adds nothing."""

    row_key = TextField(primary_key=True)
    run_id = IntegerField(index=True)
    subject_id = IntegerField()
