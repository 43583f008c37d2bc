"""What is handed over on paper or kept as a file, and the one way to make a PDF. A sheet is a template under
`web/paper/` that extends `sheet.html` there; it is set without touching the network, and where the server
lacks Pango the same sheet is a page to print."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify

STYLE = "web/paper.css"


class NoPaper(Exception):
    """This server cannot make PDF files: a library of the system is missing."""


def sheet(request: HttpRequest, name: str, context: Mapping[str, object], *, title: str) -> HttpResponse:
    """The sheet as a file to look at or keep, named by its title; or, where that cannot be, as a page that
    says so and can be printed."""
    try:
        body = pdf(name, context, title=title, request=request)
    except NoPaper:
        page = {**context, "title": title, "is_page": True}
        return HttpResponse(render_to_string(f"web/paper/{name}.html", page, request=request))
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{slugify(title) or name}.pdf"'
    return answer


def pdf(name: str, context: Mapping[str, object], *, title: str, request: HttpRequest | None = None) -> bytes:
    """The sheet as a tagged PDF (PDF/UA-1), so that a screen reader can read it. Raises NoPaper."""
    html = render_to_string(f"web/paper/{name}.html", {**context, "title": title}, request=request)
    setter = _setter()
    page = setter.HTML(string=html, base_url=None, url_fetcher=_refuse)
    done: bytes = page.write_pdf(stylesheets=[setter.CSS(string=_style())], pdf_variant="pdf/ua-1")
    return done


def _setter() -> Any:
    # Half a second and forty megabytes: only for those who ask for paper.
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # OSError: Pango is not installed
        raise NoPaper(str(error)) from error
    return weasyprint


def _style() -> str:
    return Path(str(finders.find(STYLE))).read_text(encoding="utf-8")


def _refuse(url: str) -> NoReturn:
    """A sheet holds all that it shows: an address in somebody's words must not make the server call it."""
    raise ValueError(f"a sheet fetches nothing, and so not {url[:80]}")
