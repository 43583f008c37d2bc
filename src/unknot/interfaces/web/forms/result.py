"""The form of a result: a name and a number to call back."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CallBack(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        error_messages={"required": _("Please give your name.")},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Please give your phone number.")},
    )
