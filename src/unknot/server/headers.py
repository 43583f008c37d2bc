"""Headers that neither Django nor django-csp sends: what a browser may switch on, embed and keep."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

_NO_FEATURES = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", _NO_FEATURES)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Pages hold answers about a person's body, often on a shared telephone: nothing may keep a copy.
        response.setdefault("Cache-Control", "no-store, private")
        return response
