"""Follow-ups with everything that happened to them, and contacts with members."""

from peewee import AutoField, BooleanField, DateField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.answers import Answer, AnswerVersion, Topic
from loyaldesk.store.tables.members import Member
from loyaldesk.store.tables.playbooks import PlaybookRun
from loyaldesk.store.tables.requests import Prospect
from loyaldesk.store.tables.sales import Sale


class Followup(Table):
    """Something to be done for somebody by a day; it is done, moved or cancelled, never gone.

    ``about`` and ``about_id`` name the record it serves (``complaint`` 12). ``has_time`` says
    whether the hour of ``due_at`` was meant; without it only ``due_on`` counts. ``series`` is the
    first of a row of repeated ones. ``reason`` says why it exists (``manual``, ``birthday``).
    """

    id = AutoField()
    key = TextField(unique=True)
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT")
    prospect = ForeignKeyField(Prospect, null=True, on_delete="RESTRICT", index=False)
    about = TextField()
    about_id = IntegerField(null=True)
    reason = TextField()
    channel = TextField()
    text = TextField()
    checklist = TextField()
    answer = ForeignKeyField(Answer, null=True, on_delete="RESTRICT", index=False)
    owner_id = IntegerField(null=True)
    role = TextField()
    skill = TextField()
    due_at = UtcField()
    due_on = DateField()
    has_time = BooleanField()
    minutes = IntegerField()
    is_promise = BooleanField()
    priority = IntegerField()
    state = TextField()
    outcome = TextField()
    result = TextField()
    done_at = UtcField(null=True)
    done_on = DateField(null=True)
    done_by = IntegerField(null=True)
    tries = IntegerField()
    recurrence = TextField()
    series_id = IntegerField(null=True)
    run = ForeignKeyField(PlaybookRun, null=True, on_delete="RESTRICT", index=False)
    step = IntegerField(null=True)
    made_at = UtcField()
    made_by = IntegerField()
    version = IntegerField()

    class Meta:
        indexes = ((("due_on", "state"), False),)


Followup.add_index(
    Followup.index(Followup.prospect, where=Followup.prospect.is_null(is_null=False))
)


_is_open = Followup.state == "open"
Followup.add_index(Followup.index(Followup.due_on, where=_is_open))
Followup.add_index(Followup.index(Followup.owner_id, Followup.due_on, where=_is_open))
Followup.add_index(Followup.index(Followup.about, Followup.about_id, where=_is_open))
Followup.add_index(Followup.index(Followup.done_on, where=Followup.done_on.is_null(is_null=False)))
Followup.add_index(Followup.index(Followup.run, where=Followup.run.is_null(is_null=False)))


class FollowupEvent(Table):
    """What happened to a follow-up: made, moved, given away, done, cancelled, opened again.

    ``from_due`` of one that was made is the moment that was asked for. ``key`` is the one its act
    was done with.
    """

    id = AutoField()
    followup = ForeignKeyField(Followup, on_delete="RESTRICT")
    at = UtcField()
    operator_id = IntegerField()
    what = TextField()
    code = TextField()
    from_due = UtcField(null=True)
    to_due = UtcField(null=True)
    from_owner_id = IntegerField(null=True)
    to_owner_id = IntegerField(null=True)
    text = TextField()
    key = TextField(null=True, unique=True)


class Contact(Table):
    """One touch between the shop and somebody: a call, a visit, a message, a letter.

    ``direction`` is ``in`` or ``out``; ``feeling`` 1 (very unhappy) to 5, None: not known.
    """

    id = AutoField()
    key = TextField(unique=True)
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT", index=False)
    prospect = ForeignKeyField(Prospect, null=True, on_delete="RESTRICT", index=False)
    at = UtcField()
    on_day = DateField(index=True)
    operator_id = IntegerField()
    channel = TextField()
    direction = TextField()
    minutes = IntegerField()
    result = TextField()
    feeling = IntegerField(null=True)
    need = TextField()
    promise = TextField()
    text = TextField()
    rival = TextField()
    rival_reason = TextField()
    topic = ForeignKeyField(Topic, null=True, on_delete="RESTRICT", index=False)
    answer_version = ForeignKeyField(AnswerVersion, null=True, on_delete="RESTRICT", index=False)
    followup = ForeignKeyField(Followup, null=True, on_delete="RESTRICT", index=False)
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    about = TextField()
    about_id = IntegerField(null=True)

    class Meta:
        indexes = ((("member", "at"), False),)


Contact.add_index(Contact.index(Contact.prospect, where=Contact.prospect.is_null(is_null=False)))


Contact.add_index(Contact.index(Contact.topic, where=Contact.topic.is_null(is_null=False)))
