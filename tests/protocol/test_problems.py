"""The catalogue of problems, as documents of RFC 9457."""

import pytest

from sync.core.errors import FieldError
from sync.protocol.addresses import hash_header, photo_address
from sync.protocol.problems import CATALOGUE, TYPE_PREFIX, ProblemError, problem_code


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_problem_is_a_document_that_gives_its_code_back(code: str) -> None:
    kind = CATALOGUE[code]
    document = ProblemError(code, errors=(FieldError("/a", "required"),), next_n=7).document()
    assert document == {
        "type": TYPE_PREFIX + code,
        "title": kind.title,
        "status": kind.status,
        "detail": kind.advice,
        "next_n": 7,
        "errors": [{"pointer": "/a", "code": "required"}],
    }
    assert problem_code(document) == code
    assert 400 <= kind.status < 600
    assert kind.title
    assert kind.advice


@pytest.mark.parametrize("document", [None, [], "problem", {}, {"type": 7}, {"type": "about:blank"}, {"title": "x"}])
def test_other_documents_are_no_problems_of_ours(document: object) -> None:
    assert problem_code(document) is None


def test_unknown_code_is_a_broken_promise() -> None:
    with pytest.raises(KeyError):
        ProblemError("no-such-code")


def test_hash_header_is_that_of_rfc_9530() -> None:
    sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert hash_header(sha256) == "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
    assert photo_address(sha256) == f"/v1/photos/{sha256}"
