"""A person's record as one file to keep: all of it as JSON for machines, the same as one PDF for people."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify

from unknot.interfaces.web.paper import NoPaper, pdf
from unknot.journey.people.models import Clinic
from unknot.journey.privacy.tracing import model_of
from unknot.knowledge.load import knowledge

# Columns that say nothing to somebody who reads.
_UNREAD = ("id", "seal", "text_digest", "signature", "assessment", "done_screens", "is_synthetic")
_TITLES = {
    "people.patient": "You",
    "people.profile": "What you told of yourself",
    "check.check": "Checks",
    "check.alert": "Calls for somebody to look",
    "visit.visit": "Notes of visits",
}


def packed(record: Mapping[str, Any], clinic: Clinic, *, name: str, request: HttpRequest) -> HttpResponse:
    """As a ZIP file to download; where the server cannot make PDF files, the page that would be it."""
    title = f"Record {name}"
    context = {"clinic": clinic, "zone": clinic.zone, "parts": list(_parts(record)), "record": record}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("record.json", json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True))
        try:
            box.writestr("record.pdf", pdf("record", context, title=title, request=request))
        except NoPaper:
            page = {**context, "title": title, "is_page": True}
            box.writestr("record.html", render_to_string("web/paper/record.html", page, request=request))
    answer = HttpResponse(file.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(title) or "record"}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


def _parts(record: Mapping[str, Any]) -> Iterator[tuple[str, list[list[tuple[str, str]]]]]:
    """A heading, and of each row what is in it, as pairs of words."""
    for label, rows in record["records"].items():
        if rows:
            name = _TITLES.get(label) or str(model_of(label)._meta.verbose_name_plural).capitalize()
            yield name, [list(_read(row)) for row in rows]
    if record["messages"]:
        yield "Messages", [_pairs(one, ("sent_at", "kind", "to", "subject")) for one in record["messages"]]


def _pairs(row: Mapping[str, Any], names: Iterable[str]) -> list[tuple[str, str]]:
    return [(_label(name), _words(row[name])) for name in names if row[name] not in (None, "")]


def _read(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if name in _UNREAD or value in (None, "", [], {}) or name.endswith("_id"):
            continue
        if name == "answers":
            yield from _answers(value)
        else:
            yield _label(name), _words(value)


def _answers(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What was asked, in words, beside what was said."""
    asked = {one.id: one for one in knowledge().order}
    for name, value in said.items():
        question = asked.get(name)
        labels = {one.id: one.label for one in question.answers} if question else {}
        values = value if isinstance(value, list) else [value]
        words = ", ".join(labels.get(str(one), _words(one)) for one in values)
        yield (question.ask if question else _label(name)), words


def _label(name: str) -> str:
    return name.removesuffix("_at").replace("_", " ").capitalize()


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        told = ((one, part) for one, part in value.items() if part not in (None, "", [], {}, False))
        return "; ".join(f"{_label(str(one)).lower()}: {_words(part)}" for one, part in told)
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    words = str(value)
    is_instant = len(words) > 18 and words[4:5] == words[7:8] == "-" and words[10] == "T"
    return f"{words[:10]} {words[11:16]} UTC" if is_instant else words
