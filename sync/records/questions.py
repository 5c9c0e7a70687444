"""What else a town asks about some categories: few questions, whose answers change who goes, and with what.

The answers are the field `answers` of the report, by code. Open311 tells the questions as service definitions, the
citizens' form as fields. Only what sends somebody else is required: a form of four taps stays one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sync.core.errors import FieldError
from sync.core.instants import parse_instant
from sync.records.base import LINE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX

Answer = str | list[str]


class Datatype(StrEnum):
    """How a question is answered, in Open311's words."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    ONE = "singlevaluelist"
    SEVERAL = "multivaluelist"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from."""

    key: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question about a category."""

    code: str
    datatype: Datatype
    fr: str
    en: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    hint_fr: str = ""
    hint_en: str = ""


_SIZE = (
    Choice("petit", "Plus petit qu’une main", "Smaller than a hand"),
    Choice("moyen", "Comme un ballon", "Like a football"),
    Choice("grand", "Plus grand", "Larger"),
)
_WALL = (
    Choice("public", "Bâtiment ou mobilier public", "Public building or furniture"),
    Choice("prive", "Mur privé", "Private wall"),
    Choice("inconnu", "Je ne sais pas", "I do not know"),
)

QUESTIONS: Mapping[str, tuple[Question, ...]] = MappingProxyType(
    {
        "nid_de_poule": (
            Question("taille", Datatype.ONE, "Quelle est sa taille ?", "How large is it?", choices=_SIZE),
            Question(
                "profondeur_cm",
                Datatype.NUMBER,
                "Quelle est sa profondeur ?",
                "How deep is it?",
                hint_fr="En centimètres, environ",
                hint_en="In centimetres, about",
            ),
        ),
        "lampadaire": (
            Question(
                "numero",
                Datatype.STRING,
                "Quel numéro porte le mât ?",
                "Which number is on the pole?",
                hint_fr="Sur une plaque, à hauteur des yeux",
                hint_en="On a plate, at eye level",
            ),
            Question("depuis", Datatype.DATETIME, "Depuis quand est-il éteint ?", "Since when has it been out?"),
        ),
        "encombrants": (
            Question(
                "objets",
                Datatype.SEVERAL,
                "De quoi s’agit-il ?",
                "What is it?",
                choices=(
                    Choice("meubles", "Meubles, matelas", "Furniture, mattress"),
                    Choice("electromenager", "Électroménager", "Household appliances"),
                    Choice("pneus", "Pneus", "Tyres"),
                    Choice("dangereux", "Peinture, batterie, amiante", "Paint, battery, asbestos"),
                ),
            ),
            Question("acces", Datatype.TEXT, "Comment y accéder ?", "How does one get there?"),
        ),
        "graffiti_mur": (Question("mur", Datatype.ONE, "À qui est le mur ?", "Whose wall is it?", choices=_WALL),),
        "animal_errant": (
            Question(
                "etat",
                Datatype.ONE,
                "L’animal est-il vivant ?",
                "Is the animal alive?",
                required=True,
                choices=(Choice("vivant", "Vivant", "Alive"), Choice("mort", "Mort", "Dead")),
            ),
        ),
    }
)


def checked_answers(
    category: str, given: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Answer], tuple[FieldError, ...]]:
    """Give the answers as a report keeps them, and what is wrong with them, pointing at `/answers/<code>`."""
    questions = {question.code: question for question in QUESTIONS.get(category, ())}
    answers: dict[str, Answer] = {}
    errors = [FieldError(f"/answers/{code}", "unknown") for code in given if code not in questions]
    for code, question in questions.items():
        texts = [text for text in given.get(code, ()) if text]
        trouble = _trouble(question, texts)
        if trouble:
            errors.append(FieldError(f"/answers/{code}", trouble))
        elif texts:
            answers[code] = list(dict.fromkeys(texts)) if question.datatype is Datatype.SEVERAL else texts[0]
    return answers, tuple(errors)


def _trouble(question: Question, texts: Sequence[str]) -> str | None:
    if not texts:
        return "required" if question.required else None
    if len(texts) > 1 and question.datatype is not Datatype.SEVERAL:
        return "too-many"
    if question.choices:
        return None if set(texts) <= {choice.key for choice in question.choices} else "not-a-choice"
    return _trouble_of_text(question.datatype, texts[0])


def _trouble_of_text(datatype: Datatype, text: str) -> str | None:
    if len(text) > (TEXT_CHARACTERS_MAX if datatype is Datatype.TEXT else LINE_CHARACTERS_MAX):
        return "too-long"
    reads = {Datatype.NUMBER: _is_number, Datatype.DATETIME: _is_instant}.get(datatype)
    return None if reads is None or reads(text) else "not-valid"


def _is_number(text: str) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    return value - value == 0  # neither infinite nor « not a number »


def _is_instant(text: str) -> bool:
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True
