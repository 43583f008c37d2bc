"""`make words`: gathers what pages and letters say, adds what is new to each catalogue, and compiles it.

No gettext is needed: templates are read by Django's own parser, Python by its own, catalogues by Babel. With
--check nothing is written, and a message that is missing, unused, empty, fuzzy or not compiled is an error.
"""

import ast
import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Engine, Node, Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "unknot"
CATALOGUES = SOURCE / "interfaces" / "web" / "locale"
# How many texts each function takes before the count, and whether a context comes first.
CALLS = {"gettext": (1, False), "gettext_lazy": (1, False), "_": (1, False)}
CALLS |= {"pgettext": (1, True), "ngettext": (2, False)}

# A context (empty for none) and a text, with its plural where it has one.
Key = tuple[str, str, str]


def gathered() -> set[Key]:
    """Everything that pages, letters and refusals say to a person."""
    found = {key for path in SOURCE.rglob("*.py") for key in in_python(path.read_text(encoding="utf-8"))}
    for path in [*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]:
        found |= set(in_template(path.read_text(encoding="utf-8")))
    for path in SOURCE.rglob("templates/**/*.subject"):
        found |= set(in_template(path.read_text(encoding="utf-8")))
    return found


def in_python(text: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            words = [one.value for one in node.args if isinstance(one, ast.Constant)]
            texts = [one for one in words if isinstance(one, str)]
            if name in CALLS and texts:
                count, has_context = CALLS[name]
                context, texts = (texts[0], texts[1:]) if has_context else ("", texts)
                yield context, texts[0], texts[1] if count == 2 else ""


def in_template(text: str) -> Iterator[Key]:
    yield from in_nodes(Template(text, engine=_engine()).nodelist)


def in_nodes(nodes: Iterable[Node]) -> Iterator[Key]:
    for node in nodes:
        if isinstance(node, TranslateNode):
            context = node.message_context.var if node.message_context else ""
            yield str(context), str(node.filter_expression.var.literal), ""
        elif isinstance(node, BlockTranslateNode):
            singular, _ = node.render_token_list(node.singular)
            plural = node.render_token_list(node.plural)[0] if node.plural and node.countervar else ""
            yield "", _trimmed(node, singular), _trimmed(node, plural)
        for attribute in node.child_nodelists:
            yield from in_nodes(getattr(node, attribute, None) or ())
        for _, branch in getattr(node, "conditions_nodelists", ()):
            yield from in_nodes(branch)


def _trimmed(node: BlockTranslateNode, text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines()).strip() if node.trimmed else text


def _engine() -> Engine:
    return Engine.get_default()


def catalogue(path: Path) -> Catalog:
    return read_po(io.BytesIO(path.read_bytes()), locale=path.parent.parent.name)


def compiled(words: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, words)
    return out.getvalue()


def keys(words: Catalog) -> set[Key]:
    return {_key(message.id, message.context) for message in words if message.id}


def _key(text: str | tuple[str, ...] | list[str], context: str | None) -> Key:
    one, many = (text, "") if isinstance(text, str) else (text[0], text[1])
    return context or "", one, many


def complaints(path: Path, wanted: set[Key]) -> list[str]:
    """All that is wrong with one catalogue; empty when every text is said and what is compiled is what is
    written."""
    words, name = catalogue(path), path.relative_to(ROOT)
    wrong = [f"{name}: nobody says {key}" for key in sorted(keys(words) - wanted)]
    wrong += [f"{name}: missing {key}" for key in sorted(wanted - keys(words))]
    for message in words:
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if message.id and (message.fuzzy or not all(said)):
            wrong.append(f"{name}: {'fuzzy' if message.fuzzy else 'empty'} {message.id!r}")
        wrong += [f"{name}: {error} in {message.id!r}" for error in message.check(words)]
    binary = path.with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != compiled(words):
        wrong.append(f"{binary.relative_to(ROOT)} is not what the .po compiles to: run make words")
    return wrong


def write(path: Path, wanted: set[Key]) -> None:
    words = catalogue(path)
    for context, one, many in sorted(keys(words) - wanted):
        words.delete((one, many) if many else one, context or None)
    for context, one, many in sorted(wanted - keys(words)):
        flags = ["python-format"] if "%(" in one else []
        words.add((one, many) if many else one, context=context or None, flags=flags)
    out = io.BytesIO()
    write_po(out, words, width=100, sort_output=True, omit_header=False)
    path.write_bytes(out.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(words))


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unknot.server.settings")
    django.setup()
    wanted = gathered()
    paths = sorted(CATALOGUES.glob("*/LC_MESSAGES/django.po"))
    if "--check" not in sys.argv:
        for path in paths:
            write(path, wanted)
    wrong = [line for path in paths for line in complaints(path, wanted)]
    print("\n".join([*wrong, f"{len(wanted)} texts, {len(paths)} catalogues, {len(wrong)} complaints"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
