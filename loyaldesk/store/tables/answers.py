"""The answer library: topics, approved answers in versions, and questions nobody answered yet."""

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField


class Topic(Table):
    """What members ask about."""

    id = AutoField()
    name_fa = TextField()
    name_en = TextField()
    is_on = BooleanField()


class Answer(Table):
    """One question of a topic; its words stand in its versions."""

    id = AutoField()
    topic = ForeignKeyField(Topic, on_delete="RESTRICT")
    is_on = BooleanField()
    made_at = UtcField()
    operator_id = IntegerField()
    version = IntegerField()


class AnswerVersion(Table):
    """The words of an answer; once approved they stay as they are.

    One version of an answer is approved at a time; ``ended_at`` says when it stopped to be, and
    ``end_reason`` why, if it was withdrawn and not replaced.
    """

    id = AutoField()
    answer = ForeignKeyField(Answer, on_delete="RESTRICT", index=False)
    number = IntegerField()
    question_fa = TextField()
    question_en = TextField()
    text_fa = TextField()
    text_en = TextField()
    words = TextField()
    state = TextField()
    made_at = UtcField()
    operator_id = IntegerField()
    approved_at = UtcField(null=True)
    approved_by = IntegerField(null=True)
    ended_at = UtcField(null=True)
    end_reason = TextField()

    class Meta:
        indexes = ((("answer", "number"), True),)


class OpenQuestion(Table):
    """A question without an answer in the library, and how often it was asked."""

    id = AutoField()
    topic = ForeignKeyField(Topic, null=True, on_delete="RESTRICT", index=False)
    text = TextField()
    words = TextField(unique=True)
    times = IntegerField()
    answer = ForeignKeyField(Answer, null=True, on_delete="RESTRICT", index=False)
    at = UtcField()
    operator_id = IntegerField()
