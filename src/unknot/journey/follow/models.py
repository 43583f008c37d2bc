"""What a person says between visits, and how that was read. What was said is never changed; a reading is a
new row whenever it says something new."""

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.record.kept import KeptQuerySet, KeptRow


class CheckInQuerySet(KeptQuerySet["CheckIn"]):
    pass


class SpasmQuerySet(KeptQuerySet["Spasm"]):
    pass


class CheckIn(KeptRow):
    """How somebody was in the last seven days. What was not answered is null, which is never nought; `asked`,
    `ticked` and `none_new` are the warning signs, as in `visit.Arrival`. `key` is made by the device that
    sends it, so that what is sent twice is kept once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="check_ins")
    episode = models.ForeignKey("check.Episode", on_delete=models.PROTECT, related_name="check_ins")
    from_check = models.OneToOneField(
        "check.Check", on_delete=models.PROTECT, null=True, blank=True, related_name="check_in"
    )
    key = models.CharField(max_length=40)
    pain_average = models.PositiveSmallIntegerField(null=True, blank=True)
    spasm_days = models.PositiveSmallIntegerField(null=True, blank=True)
    limited_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # 1 very much better to 7 very much worse than at the start.
    global_change = models.PositiveSmallIntegerField(null=True, blank=True)
    asked = models.JSONField()
    ticked = models.JSONField(default=list, blank=True)
    none_new = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    knowledge_version = models.CharField(max_length=40)
    language = models.CharField(max_length=10, default="en")
    said_at = models.DateTimeField()

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at"]
        verbose_name = "check-in"
        constraints = [models.UniqueConstraint(fields=["episode", "key"], name="follow_check_in_once")]
        indexes = [models.Index(fields=["clinic", "said_at"], name="follow_check_in_said")]

    def __str__(self) -> str:
        return f"check-in of {self.said_at:%Y-%m-%d}"


class Spasm(KeptRow):
    """One entry of the spasm diary. `places` are answers of the body map; `minutes` null is not said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="spasms")
    episode = models.ForeignKey("check.Episode", on_delete=models.PROTECT, related_name="spasms")
    key = models.CharField(max_length=40)
    at = models.DateTimeField()
    how_bad = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    set_off = models.JSONField(default=list, blank=True)
    helped = models.JSONField(default=list, blank=True)
    places = models.JSONField(default=list, blank=True)
    words = models.TextField(blank=True)
    written_at = models.DateTimeField()

    objects = SpasmQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = "spasm"
        constraints = [models.UniqueConstraint(fields=["episode", "key"], name="follow_spasm_once")]

    def __str__(self) -> str:
        return f"spasm of {self.at:%Y-%m-%d}"


class Reading(models.Model):
    """How an episode was read to be going. A new row when the state changes or somebody must be called;
    `called` are the keys of all calls so far, so that each is made once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="readings")
    episode = models.ForeignKey("check.Episode", on_delete=models.PROTECT, related_name="readings")
    state = models.CharField(max_length=20)
    since = models.DateField()
    reason = models.TextField()
    notes = models.JSONField(default=list, blank=True)
    called = models.JSONField(default=list, blank=True)
    knowledge_version = models.CharField(max_length=40)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["-read_at", "-id"]
        verbose_name = "reading of a course"

    def __str__(self) -> str:
        return f"{self.state} since {self.since}"


class MondayRun(models.Model):
    """A clinic's episodes were read on this Monday; made first, so that only one worker does it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    read = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "on"], name="follow_one_monday")]

    def __str__(self) -> str:
        return f"Monday {self.on}"
