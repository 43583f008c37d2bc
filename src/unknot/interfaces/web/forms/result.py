"""The form of a result: a name and a number to call back."""

from django import forms


class CallBack(forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        error_messages={"required": "Please give your name."},
    )
    phone = forms.CharField(
        label="Phone number",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": "Please give your phone number."},
    )
