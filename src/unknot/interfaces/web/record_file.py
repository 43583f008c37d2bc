"""A person's record as one file to keep: all of it as JSON for machines, the same as one PDF for people."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify

from unknot.interfaces.web.paper import NoPaper, pdf
from unknot.journey.people.models import Clinic
from unknot.journey.privacy.tracing import model_of
from unknot.knowledge.load import knowledge

# Columns that say nothing to somebody who reads.
_UNREAD = (
    *("id", "patient", "seal", "text_digest", "signature", "assessment", "done_screens", "is_synthetic"),
    *("start_tick", "uid", "sequence", "knowledge_version", "copied"),
)
# Where an empty answer says something: asked, and none.
_ASKED = ("facts", "findings", "measured")
# A value that stands in one line with others.
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: what is short in one line, then what is longer, each with its label."""

    line: str
    longer: tuple[tuple[str, str], ...]


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


def _parts(record: Mapping[str, Any]) -> Iterator[tuple[str, list[Entry]]]:
    """A heading, and what is in each row."""
    for label, rows in record["records"].items():
        if rows:
            name = _TITLES.get(label) or str(model_of(label)._meta.verbose_name_plural).capitalize()
            yield name, [_entry(_read(row)) for row in rows]
    if record["messages"]:
        told = ("sent_at", "kind", "to", "subject")
        yield "Messages", [_entry(_pairs(one, told)) for one in record["messages"]]


def _entry(pairs: Iterable[tuple[str, str]]) -> Entry:
    found = list(pairs)
    short = [f"{label}: {words}" for label, words in found if len(words) < _SHORT]
    return Entry(" · ".join(short), tuple(one for one in found if len(one[1]) >= _SHORT))


def _pairs(row: Mapping[str, Any], names: Iterable[str]) -> list[tuple[str, str]]:
    return [(_label(name), _words(row[name])) for name in names if row[name] not in (None, "")]


def _read(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if name in _UNREAD or value in (None, "", [], {}) or name.endswith("_id"):
            continue
        if name == "answers":
            yield from _answers(value)
        elif name in _ASKED and isinstance(value, Mapping):
            yield from _findings(value)
        else:
            yield _label(name), _words(value)


def _findings(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = knowledge().care.record_facts
    for name, said in found.items():
        yield (known[name].label if name in known else _label(name)), _words(said) or "none"


def _answers(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What was asked, in words, beside what was said."""
    asked = {one.id: one for one in knowledge().order}
    for name, value in said.items():
        question = asked.get(name)
        labels = {one.id: one.label for one in question.answers} if question else {}
        values = value if isinstance(value, list) else [value]
        words = ", ".join(labels.get(str(one), _words(one)) for one in values)
        yield (question.ask if question else _label(name)), words


def _says(name: str, value: Any) -> bool:
    """A no is an answer; what nobody filled in is none."""
    return name not in _UNREAD and (value is False or value not in (None, "", [], {}))


def _label(name: str) -> str:
    return name.removesuffix("_at").replace("_", " ").capitalize()


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        told = ((one, part) for one, part in value.items() if _says(one, part))
        return "; ".join(f"{_label(str(one)).lower()}: {_words(part)}" for one, part in told)
    if isinstance(value, list):
        parts = [_words(one) for one in value]
        return ("\n" if any(len(one) > _SHORT for one in parts) else ", ").join(parts)
    words = str(value)
    is_instant = len(words) > 18 and words[4:5] == words[7:8] == "-" and words[10] == "T"
    return f"{words[:10]} {words[11:16]} UTC" if is_instant else words
