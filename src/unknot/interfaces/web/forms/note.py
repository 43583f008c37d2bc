"""What the page of a note sends, as a `Note`. A row without a technique is no row; a number that is none is
said at once and nothing is kept."""

from collections.abc import Iterator
from dataclasses import replace

from django.http import QueryDict

from unknot.clinical.notes import COPIED, MOVEMENTS, SEGMENTS, SIGNS, Done, Note, to_json
from unknot.journey.refusals import Refusal

ROWS = 4


def note_from(sent: QueryDict, before: Note) -> Note:
    """The note that was sent; what was copied and has been changed or ticked as looked at is copied no more.
    Raises Refusal for a number that is none."""
    note = Note(
        said=_words(sent, "said"),
        pain=_number(sent, "pain"),
        motion={name: _words(sent, f"motion_{name}") for name in MOVEMENTS if sent.get(f"motion_{name}")},
        screen=sent.get("screen", ""),
        signs={name: _words(sent, f"sign_{name}") for name in SIGNS if _words(sent, f"sign_{name}")},
        tender=tuple(sent.getlist("tender")),
        found=_words(sent, "found"),
        nerves=tuple(sent.getlist("nerve")),
        tests={
            name.removeprefix("test_"): _words(sent, name)
            for name in sent
            if name.startswith("test_") and _words(sent, name)
        },
        areas=tuple(sent.getlist("area")),
        response=sent.get("response", ""),
        cause=sent.get("cause", ""),
        code=_words(sent, "code").upper(),
        done=tuple(_rows(sent)),
        advice=_words(sent, "advice"),
        step=sent.get("step", ""),
        plan=_words(sent, "plan"),
    )
    seen, now, then = sent.getlist("seen"), to_json(note), to_json(before)
    still = [one for one in before.copied if one in COPIED and one not in seen and now[one] == then[one]]
    return replace(note, copied=tuple(still))


def _rows(sent: QueryDict) -> Iterator[Done]:
    for number in range(_row_count(sent)):
        technique = sent.get(f"technique_{number}", "")
        if not technique:
            continue
        segment = sent.get(f"segment_{number}", "")
        yield Done(
            technique=technique,
            region=sent.get(f"region_{number}", "") or SEGMENTS.get(segment, ""),
            segment=segment,
            side=sent.get(f"side_{number}", ""),
            dose=_words(sent, f"dose_{number}"),
            minutes=_number(sent, f"minutes_{number}") or 0,
            response=sent.get(f"answer_{number}", ""),
            reason=_words(sent, f"reason_{number}"),
        )


def _row_count(sent: QueryDict) -> int:
    return sum(1 for name in sent if name.startswith("technique_"))


def _words(sent: QueryDict, name: str) -> str:
    return sent.get(name, "").strip()


def _number(sent: QueryDict, name: str) -> int | None:
    words = _words(sent, name)
    if not words:
        return None
    if not (words.isascii() and words.isdigit() and len(words) < 4):
        raise Refusal("note", f"“{words}”: right would be a whole number.", field=name.partition("_")[0])
    return int(words)
