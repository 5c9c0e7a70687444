"""What cannot be answered as asked: the one list of errors, in words for the person behind the other system.

GeoReport has three statuses (section "Errors"): 404 for what is not there, 403 for a missing or wrong key, 400 for all
else. The code in the body says more where there is more to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sync.core.errors import FieldError
from sync.server.open311.documents import Document

NOT_FOUND, NO_KEY, GENERAL = 404, 403, 400
FRENCH, ENGLISH = "fr", "en"

# word | HTTP status | code | French | English; {what} is the parameter's name, {value} a limit.
_TABLE = """
no-address        | 404 | 404 | Il n’y a rien à cette adresse. | There is nothing at this address.
no-jurisdiction   | 400 | 400 | Indiquez jurisdiction_id : ce serveur est celui de plusieurs communes. | Say jurisdiction_id: this server is of several towns.
jurisdiction      | 404 | 404 | Ce jurisdiction_id est inconnu. | This jurisdiction_id is not known.
no-key            | 403 | 403 | Il manque api_key. | The api_key is missing.
wrong-key         | 403 | 403 | Cette api_key n’est pas valable. | This api_key is not valid.
service           | 404 | 404 | Ce service_code est inconnu. | This service_code is not known.
no-service        | 400 | 400 | Il manque service_code. | The service_code is missing.
definition        | 404 | 404 | Ce service_code ne demande rien de plus. | This service_code asks for nothing more.
request           | 404 | 404 | Ce service_request_id est inconnu. | This service_request_id is not known.
token             | 404 | 404 | Ce jeton est inconnu. | This token is not known.
photo             | 404 | 404 | Cette photo n’est pas publique. | This photo is not public.
method            | 400 | 405 | Cette adresse n’accepte pas cette méthode. | This address does not take this method.
too-large         | 400 | 413 | La demande dépasse {value} octets. | The request is larger than {value} bytes.
too-often         | 400 | 429 | Trop de demandes : recommencez dans {value} s. | Too many requests: come again in {value} s.
not-a-form        | 400 | 400 | Le corps n’est pas un formulaire en UTF-8. | The body is not a form in UTF-8.
required          | 400 | 400 | Il manque {what}. | {what} is missing.
place             | 400 | 400 | Indiquez lat et long, address_string ou address_id. | Say lat and long, address_string or address_id.
not-valid         | 400 | 400 | La valeur de {what} n’est pas valable. | The value of {what} is not valid.
out-of-range      | 400 | 400 | La valeur de {what} est hors limites. | The value of {what} is out of range.
too-long          | 400 | 400 | Le texte de {what} est trop long. | The text of {what} is too long.
too-many          | 400 | 400 | Il y a trop de valeurs pour {what}. | There are too many values of {what}.
not-a-choice      | 400 | 400 | La valeur de {what} n’est pas proposée. | The value of {what} is not one of the choices.
unreadable        | 400 | 400 | Le fichier de {what} n’est pas une image lisible. | The file of {what} is not a picture that can be read.
picture-too-large | 400 | 400 | L’image de {what} est trop grande. | The picture of {what} is too large.
span              | 400 | 400 | La période dépasse {value} jours. | The period is longer than {value} days.
used              | 400 | 400 | Cette clé Idempotency-Key a servi à une autre demande. | This Idempotency-Key was used for another request.
exists            | 400 | 400 | Cette mise à jour existe déjà (already exists). | This update_id already exists.
busy              | 503 | 503 | Le service ne peut pas répondre maintenant. | The service cannot answer now.
danger            | 400 | 400 | Danger immédiat : appelez le 18 ou le 112. Rien n’a été enregistré. | Immediate danger: call 18 or 112. Nothing was stored.
"""  # noqa: E501  # a table, one error a line


@dataclass(frozen=True, slots=True)
class _Words:
    status: int
    code: int
    fr: str
    en: str


def _words(line: str) -> tuple[str, _Words]:
    name, status, code, fr, en = (cell.strip() for cell in line.split("|"))
    return name, _Words(int(status), int(code), fr, en)


_WORDS: Mapping[str, _Words] = MappingProxyType(dict(map(_words, _TABLE.strip().splitlines())))
_OF_FIELD = MappingProxyType({"too-large": "picture-too-large", "unknown": "not-valid"})


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that is wrong."""

    word: str
    what: str = ""
    value: int | str = ""


class GeoTrouble(Exception):
    """An answer of errors; the first of them says the HTTP status."""

    def __init__(self, *errors: Error, retry_after_s: int | None = None) -> None:
        self.errors = errors
        self.retry_after_s = retry_after_s
        super().__init__(", ".join(error.word for error in errors))

    @property
    def status(self) -> int:
        """Give the HTTP status."""
        return _WORDS[self.errors[0].word].status

    def document(self, language: str) -> Document:
        """Give the errors in a language."""
        return Document("errors", [_told(error, language) for error in self.errors])


def trouble(word: str, what: str = "", value: int | str = "") -> GeoTrouble:
    """Make the trouble of one error."""
    return GeoTrouble(Error(word, what, value))


def of_fields(errors: Sequence[FieldError], names: Mapping[str, str]) -> GeoTrouble:
    """Make the trouble of a report that was not taken; `names` gives our fields their names in GeoReport."""
    return GeoTrouble(*(_of_field(error, names) for error in errors))


def _of_field(error: FieldError, names: Mapping[str, str]) -> Error:
    _, first, *rest = (*error.pointer.split("/"), "")
    if first == "service_code":
        return Error("no-service" if error.code == "required" else "service")
    if first == "lat" and error.code == "required":
        return Error("place")
    word = _OF_FIELD.get(error.code, error.code)
    what = f"attribute[{rest[0]}]" if first == "answers" else names.get(first, first)
    return Error(word if word in _WORDS else "not-valid", what)


def _told(error: Error, language: str) -> dict[str, int | str]:
    words = _WORDS[error.word]
    text = words.en if language == ENGLISH else words.fr
    return {"code": words.code, "description": text.format(what=error.what, value=error.value)}
