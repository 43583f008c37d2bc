"""Reads a directory of knowledge into one frozen value, or refuses with all that is wrong, by file and line.

`python -m unknot.knowledge.load [DIRECTORY]` does only that, and prints the complaints: for whoever edits the
files.
"""

import sys
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questionnaires.schedule import Questionnaires, Schedule
from unknot.knowledge import (
    answerable,
    building,
    building_care,
    building_courses,
    building_examination,
    building_exercises,
    building_prevention,
    building_questionnaires,
    building_trajectories,
    building_wording,
    checking,
    checking_care,
    checking_courses,
    checking_examination,
    checking_exercises,
    checking_questionnaires,
    checking_wording,
    languages,
    promised,
)
from unknot.knowledge.checking import entries, named
from unknot.knowledge.languages import ENGLISH, Language
from unknot.knowledge.reading import Documents, KnowledgeError, Problem, read_all

SHIPPED = Path(__file__).parent


def knowledge(language: str = ENGLISH) -> Knowledge:
    """The knowledge that ships, read once in the life of a process: the same decisions in every language."""
    return _shipped(language)


@cache
def _shipped(language: str) -> Knowledge:
    return load(SHIPPED, language)


def load(directory: Path, language: str = ENGLISH) -> Knowledge:
    """KnowledgeError names all that is wrong, also when a language does not say everything."""
    documents = sound_documents(directory)
    if language != ENGLISH:
        documents = languages.in_words(documents, languages.translation(directory, language, documents))
    return build(documents, digest(directory), language)


@cache
def offered() -> tuple[Language, ...]:
    """The languages in which pages may be read, English first."""
    documents = Documents({}, frozenset())
    others = (languages.translation(SHIPPED, code, documents).language for code in languages.codes(SHIPPED))
    return (Language(ENGLISH, "English", True, None), *(one for one in others if one.offered))


def sound_documents(directory: Path) -> Documents:
    """The files of a directory when nothing is wrong with them; otherwise KnowledgeError with all that is."""
    documents, problems = read_all(directory)
    problems += checking.problems(documents)
    problems += checking_questionnaires.problems(documents)
    problems += promised.problems(documents)
    problems += checking_wording.problems(documents)
    if not any(_breaks_questions(problem, documents) for problem in problems):
        problems += answerable.problems(documents)
        problems += checking_care.problems(documents)
        problems += checking_courses.problems(documents)
        problems += checking_examination.problems(documents)
        problems += checking_exercises.problems(documents, directory)
    if problems:
        raise KnowledgeError(problems)
    return documents


def digest(directory: Path) -> str:
    """A short digest of everything that can change a decision or its English words: all files but the worked
    cases, the promises and the other languages. An assessment is of one edition, in whatever language."""
    paths = {path.relative_to(directory).as_posix(): path for path in directory.rglob("*.yaml")}
    return digest_of({name: path.read_bytes() for name, path in paths.items() if is_decisive(name)})


def digest_of(files: Mapping[str, str | bytes]) -> str:
    """The digest of files by their names, in whatever order they come."""
    whole = sha256()
    for name in sorted(files, key=lambda name: PurePosixPath(name).parts):
        text = files[name]
        whole.update(name.encode() + b"\0")
        whole.update(sha256(text.encode() if isinstance(text, str) else text).digest())
    return whole.hexdigest()[:12]


def is_decisive(name: str) -> bool:
    return name != promised.FILE and not name.startswith(("cases/", f"{languages.FOLDER}/"))


def _breaks_questions(problem: Problem, documents: Documents) -> bool:
    """Questions and signs are built before answers are checked, so they must be sound themselves."""
    if not {"questions", "signs"} <= documents.sound:
        return True
    return problem.file in {
        document.name for kind in ("questions", "signs") for document in documents.of(kind)
    }


def build(documents: Documents, content: str, language: str = ENGLISH) -> Knowledge:
    """Documents that were checked, as knowledge; `content` is their digest."""
    signs = building.signs(named(documents, "signs", "signs"))
    questions, plain_routes = (documents.of(kind)[0].value for kind in ("questions", "routes"))
    return Knowledge(
        version=f"{documents.of('version')[0].value['version']}+{content}",
        digest=content,
        language=language,
        sources={
            name: building.source(name, plain)
            for name, plain in named(documents, "sources", "sources").items()
        },
        screens=tuple(building.screen(plain) for plain in questions["screens"]),
        questions={plain["id"]: building.question(plain, signs) for plain in questions["questions"]},
        signs=signs,
        sign_words={name: plain["words"] for name, plain in named(documents, "signs", "signs").items()},
        rules=tuple(building.rule(plain, signs) for _, _, plain in entries(documents, "rules", "rules")),
        causes=tuple(building.cause(plain, signs) for _, _, plain in entries(documents, "causes", "causes")),
        fit=building.fit(documents.of("fit")[0].value["fit"]),
        advice=tuple(building.advice(plain, signs) for _, _, plain in entries(documents, "advice", "advice")),
        claims=tuple(building.claim(plain) for _, _, plain in entries(documents, "claims", "claims")),
        staying_well=building_prevention.staying_well(documents, signs),
        following=building_trajectories.following(documents),
        vocabulary=building.vocabulary(documents.of("vocabulary")[0].value),
        routes={code: building.route(code, plain) for code, plain in plain_routes["tiers"].items()},
        actions={name: building.action(name, plain) for name, plain in plain_routes["actions"].items()},
        emergency={code: building.numbers(plain) for code, plain in plain_routes["emergency"].items()},
        safety_net=building.safety_net(plain_routes["safety_net"]),
        held_up=building.statement(plain_routes["held_up"]),
        self_care=building.condition(plain_routes["self_care"]["when"], signs),
        care=building_care.care(documents, signs),
        treatments=building_courses.treatments(documents, signs),
        library=building_exercises.library(documents, signs),
        examination=building_examination.examination(documents),
        self_care_words=building.statement(plain_routes["self_care"]),
        questionnaires=_questionnaires(documents),
        net=building_wording.net(document.value for document in documents.of("wording")),
    )


def _questionnaires(documents: Documents) -> Questionnaires:
    found = [
        building_questionnaires.instrument(plain)
        for _, _, plain in checking.entries(documents, "questionnaires", "questionnaires")
    ]
    schedules = [document.value["schedule"] for document in documents.of("schedule")]
    schedule = building_questionnaires.schedule(schedules[0]) if schedules else Schedule()
    return Questionnaires({one.id: one for one in found}, schedule)


def main() -> int:
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    try:
        loaded = load(directory)
    except KnowledgeError as refused:
        sys.stderr.write(f"{refused}\n{len(refused.problems)} problems\n")
        return 1
    sys.stdout.write(
        f"{loaded.version}: {len(loaded.questions)} questions, {len(loaded.rules)} rules, "
        f"{len(loaded.causes)} causes, {len(loaded.sources)} sources\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
