"""How somebody wants to be reminded. Text messages are offered only where the clinic can send them."""

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from unknot.journey.people.models import Clinic, RemindBy

WAYS: dict[str, Promise] = {
    RemindBy.EMAIL: _("By e-mail"),
    RemindBy.SMS: _("By text message"),
    RemindBy.BOTH: _("By both"),
    RemindBy.NONE: _("No reminders, please"),
}


def offers_texts(clinic: Clinic) -> bool:
    return bool(settings.TEXTS_OFFERED) or clinic.is_demo


def ways(clinic: Clinic) -> list[tuple[str, Promise]]:
    texts = (RemindBy.SMS, RemindBy.BOTH)
    return [(way, words) for way, words in WAYS.items() if way not in texts or offers_texts(clinic)]


class Reminders(forms.Form):
    remind_by = forms.ChoiceField(
        label=_("How shall we remind you?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one of the ways."),
            "invalid_choice": _("Please choose one of the ways."),
        },
    )

    def __init__(self, *args: object, clinic: Clinic, chosen: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what a form takes, it takes
        field = self.fields["remind_by"]
        field.choices = ways(clinic)  # type: ignore[attr-defined]  # it is the ChoiceField above
        field.initial = chosen
