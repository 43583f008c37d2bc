"""The JSON Schema of each kind of file, and its complaints in words for somebody who edits YAML."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator, Registry, ValidationError

from unknot.clinical.errors import nearest

SCHEMAS = Path(__file__).parent / "schemas"
LONGEST = 160

Place = tuple[str | int, ...]


def against_schema(kind: str, value: Any) -> Iterator[tuple[Place, str]]:
    for error in _validator(kind).iter_errors(value):
        yield from _said(error, kind)


@cache
def _schemas() -> dict[str, Any]:
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.schema.json")}


@cache
def _validator(kind: str) -> Draft202012Validator:
    registry = Registry(list(_schemas().items()))
    return Draft202012Validator(_schemas()[f"{kind}.schema.json"], registry=registry)


def _said(error: ValidationError, kind: str) -> Iterator[tuple[Place, str]]:
    """A schema's complaint in words for somebody who edits YAML, at the place where it should be mended."""
    place: Place = tuple(error.instance_path)
    keyword, schema = _broken(error, f"{kind}.schema.json")
    found: Any = error.instance
    match keyword:
        case "additionalProperties":
            allowed = sorted(schema.get("properties", {}))
            patterns = list(schema.get("patternProperties", {}))
            for key in found:
                if key in allowed or any(re.search(pattern, key) for pattern in patterns):
                    continue
                right = f"allowed here: {', '.join(allowed)}" if allowed else f"keys look like {patterns[0]}"
                yield (*place, key), f"unknown key {key!r}{nearest(key, allowed)}; {right}"
        case "required":
            missing = [key for key in schema["required"] if key not in found]
            # The schema complains once for each key; the reader of the files wants one line for all of them.
            if error.kind.as_dict()["property"] == missing[0]:
                yield place, f"missing {', '.join(missing)}{_whose(found)}"
        case "dependentRequired":
            lacking = error.kind.as_dict()["property"]
            given = next(key for key, needed in schema[keyword].items() if key in found and lacking in needed)
            yield place, f"{lacking!r} is needed with {given!r}{_whose(found)}"
        case "not":
            wrong = ", ".join(sorted(_required_in(schema["not"]) & found.keys()))
            yield place, f"keys that do not go with this type: {wrong}{_whose(found)}"
        case "anyOf":
            yield place, f"needs at least one of {', '.join(sorted(_required_in(schema)))}{_whose(found)}"
        case "type" if isinstance(found, bool):
            word = "yes" if found else "no"
            yield (
                place,
                f"{word} without quotes is true or false, not a text; write it in quotes, or rename it",
            )
        case _:
            words = _plainly(keyword, schema.get(keyword), found) or error.message
            yield place, words if len(words) < LONGEST else words[: LONGEST - 3] + "..."


def _plainly(keyword: str, wanted: Any, found: Any) -> str:
    match keyword:
        case "enum":
            return f"{found!r} is not one of {wanted!r}"
        case "const":
            return f"{wanted!r} was expected"
        case "pattern":
            return "an empty text" if wanted == "\\S" else f"{found!r} does not match {wanted!r}"
        case "type":
            kinds = wanted if isinstance(wanted, list) else [wanted]
            return f"{found!r} is not of type {', '.join(map(repr, kinds))}"
        case "uniqueItems":
            return f"{found!r} has non-unique elements"
        case "minItems" | "minProperties":
            return f"{found!r} should be non-empty" if wanted == 1 else f"{found!r} is too short"
        case "maxItems":
            return f"{found!r} is too long"
        case "maxProperties":
            return f"{found!r} has too many properties"
        case "oneOf":
            return f"{found!r} is not valid under any of the given schemas"
    return ""


def _broken(error: ValidationError, name: str) -> tuple[str, Any]:
    """The keyword that was broken, and the schema that it stands in: references are followed as they were."""
    *way, keyword = error.evaluation_path
    schema = whole = _schemas()[name]
    for part in way:
        schema = schema[part]
        if part == "$ref":
            file, _, inside = schema.partition("#")
            schema = whole = _schemas()[file] if file else whole
            for step in filter(None, inside.split("/")):
                schema = schema[step]
    return str(keyword), schema


def _whose(found: Any) -> str:
    return f" in {found['id']!r}" if isinstance(found, Mapping) and "id" in found else ""


def _required_in(schema: Any) -> set[str]:
    one = set(schema.get("required", ()))
    return one.union(*(_required_in(part) for part in schema.get("anyOf", ())))
