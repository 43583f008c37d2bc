"""What a clinic knows of one person beyond how to reach them: lasting findings as facts, lines in their own
words, whom to call, and who answers for them while they are a minor. A person without a row, or a fact
without an entry, is unknown, and unknown is never no."""

from django.db import models
from uuid_utils.compat import uuid7


class Profile(models.Model):
    """`facts` are record facts by id, as `RecordFact.read` takes them: only what somebody has asked."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.OneToOneField("people.Patient", on_delete=models.PROTECT, related_name="profile")
    facts = models.JSONField(default=dict, blank=True)
    history = models.TextField(blank=True)
    medicines = models.TextField(blank=True)
    allergies = models.TextField(blank=True)
    implants = models.TextField(blank=True)
    birth_date = models.DateField(null=True, blank=True)
    # In which they would rather be spoken to; empty when nobody knows.
    language = models.CharField(max_length=10, blank=True)
    emergency_name = models.CharField(max_length=200, blank=True)
    emergency_phone = models.CharField(max_length=40, blank=True)
    guardian_name = models.CharField(max_length=200, blank=True)
    guardian_phone = models.CharField(max_length=40, blank=True)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"profile of {self.patient_id}"
