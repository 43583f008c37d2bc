"""The JSON Schema of each kind of file, and its complaints in words for somebody who edits YAML."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from unknot.clinical.errors import nearest

SCHEMAS = Path(__file__).parent / "schemas"

Place = tuple[str | int, ...]


def against_schema(kind: str, value: Any) -> Iterator[tuple[Place, str]]:
    for error in _validator(kind).iter_errors(value):
        yield from _said(error)


@cache
def _validator(kind: str) -> Draft202012Validator:
    schemas = {
        path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.schema.json")
    }
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    return Draft202012Validator(schemas[f"{kind}.schema.json"], registry=registry)


def _said(error: ValidationError) -> Iterator[tuple[Place, str]]:
    """A schema's complaint in words for somebody who edits YAML, at the place where it should be mended."""
    place: Place = tuple(error.absolute_path)
    schema: Any = error.schema
    found: Any = error.instance
    match error.validator:
        case "additionalProperties":
            allowed = sorted(schema.get("properties", {}))
            patterns = list(schema.get("patternProperties", {}))
            for key in found:
                if key in allowed or any(re.search(pattern, key) for pattern in patterns):
                    continue
                right = f"allowed here: {', '.join(allowed)}" if allowed else f"keys look like {patterns[0]}"
                yield (*place, key), f"unknown key {key!r}{nearest(key, allowed)}; {right}"
        case "required":
            required: Any = error.validator_value
            missing = [key for key in required if key not in found]
            # The schema complains once for each key; the reader of the files wants one line for all of them.
            if error.message.startswith(repr(missing[0])):
                yield place, f"missing {', '.join(missing)}{_whose(found)}"
        case "dependentRequired":
            yield place, f"{error.message.replace(' is a dependency of ', ' is needed with ')}{_whose(found)}"
        case "not":
            wrong = ", ".join(sorted(_required_in(schema["not"]) & found.keys()))
            yield place, f"keys that do not go with this type: {wrong}{_whose(found)}"
        case "anyOf":
            yield place, f"needs at least one of {', '.join(sorted(_required_in(schema)))}{_whose(found)}"
        case "pattern" if error.validator_value == "\\S":
            yield place, "an empty text"
        case "type" if isinstance(found, bool):
            word = "yes" if found else "no"
            yield (
                place,
                f"{word} without quotes is true or false, not a text; write it in quotes, or rename it",
            )
        case _:
            yield place, error.message if len(error.message) < 160 else error.message[:157] + "..."


def _whose(found: Any) -> str:
    return f" in {found['id']!r}" if isinstance(found, Mapping) and "id" in found else ""


def _required_in(schema: Any) -> set[str]:
    one = set(schema.get("required", ()))
    return one.union(*(_required_in(part) for part in schema.get("anyOf", ())))
