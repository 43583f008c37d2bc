"""Two rows of one person made one, with everything that is needed to take them apart again."""

from django.db import models
from uuid_utils.compat import uuid7


class Merge(models.Model):
    """`moved` are the ids of the rows that were moved, by "label.field"; `before` is how the kept row and its
    profile stood."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField()
    before = models.JSONField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"merge of {self.merged_id} into {self.kept_id}"
