"""Short texts of one clinician's own, for a place of the note."""

from django.db import models
from uuid_utils.compat import uuid7


class MacroPlace(models.TextChoices):
    """Where in a note words can be put; the values are places of `clinical.notes.Note`."""

    SAID = "said", "How the person is today"
    FOUND = "found", "Anything else found"
    ADVICE = "advice", "Advice given, exercises taught"
    PLAN = "plan", "Why, or what to mind"


class Macro(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="macros")
    place = models.CharField(max_length=10, choices=MacroPlace.choices)
    name = models.CharField(max_length=60)
    words = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["place", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "owner", "place", "name"], name="visit_macro_named_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.place}"
