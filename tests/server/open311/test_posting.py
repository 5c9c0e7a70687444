"""POST request: keys, forms, places, attributes, photos, answers and tokens, rule by rule."""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from sync.server.open311 import taking
from tests.server.open311.api_in_hand import REQUEST, Api, errors_of, root_of, spark
from tests.server.outside.door_in_hand import picture

DANGER = "Danger immédiat : appelez le 18 ou le 112. Rien n’a été enregistré."
LAMP = {"service_code": "lampadaire"}
PART_CUT_SHORT = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--x"


def fields_of(api: Api, number: str) -> dict[str, Any]:
    return api.town.fields("report", api.id_of(number))


def test_request_is_answered_with_its_number(stored_api: Api) -> None:
    answer = stored_api.post(REQUEST)
    assert answer.status_code == 200
    (told,) = answer.json()
    assert list(told) == ["service_request_id", "service_notice", "account_id"]
    assert told["service_request_id"] == "O2026K0001"
    assert told["service_notice"] == "Délai visé : 10 jours ouvrés."
    (told,) = spark(root_of(stored_api.post(REQUEST, "/v2/requests.xml")))
    assert told["service_request_id"] == "O2026K0002"
    assert fields_of(stored_api, "O2026K0002")["channel"] == "open311"


@pytest.mark.parametrize("key", ["", "wrong", "a" * 5_000, "\x00"])
def test_request_without_a_key_that_holds_is_forbidden(still_api: Api, key: str) -> None:
    assert len(errors_of(still_api.post({**REQUEST, "api_key": key}), 403)) == 1


def test_key_may_stand_in_the_query_and_is_asked_for_before_all_else(api: Api) -> None:
    answer = api.ask("POST", f"/v2/requests.json?api_key={api.key}", data=REQUEST)
    assert answer.status_code == 200
    errors_of(api.ask("POST", "/v2/requests.json", data={"service_code": "licorne"}), 403)


def test_revoked_key_brings_nothing_more(api: Api) -> None:
    from sync.server.open311.keys import revoke_key

    with api.town.store.writing(api.town.tenant) as unit:
        revoke_key(unit, "FixMyStreet", "2026-11-24T00:00:00.000Z")
    errors_of(api.post(REQUEST), 403)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"service_code": ""}, 400, ["Il manque service_code."]),
        ({"service_code": "licorne"}, 404, ["Ce service_code est inconnu."]),
        ({"service_code": "patrouille"}, 404, ["Ce service_code est inconnu."]),
        ({"service_code": "danger_immediat"}, 400, [DANGER]),
        ({"lat": "", "long": ""}, 400, ["Indiquez lat et long, address_string ou address_id."]),
        ({"long": ""}, 400, ["Il manque long."]),
        ({"lat": "nord"}, 400, ["La valeur de lat n’est pas valable."]),
        ({"lat": "nan"}, 400, ["La valeur de lat n’est pas valable."]),
        ({"lat": "90.1"}, 400, ["La valeur de lat est hors limites."]),
        ({"description": "x" * 4_001}, 400, ["Le texte de description est trop long."]),
        ({"attribute[taille]": "géant"}, 400, ["La valeur de attribute[taille] n’est pas proposée."]),
        ({"attribute[profondeur_cm]": "dix"}, 400, ["La valeur de attribute[profondeur_cm] n’est pas valable."]),
        ({"service_code": "animal_errant"}, 400, ["Il manque attribute[etat]."]),
        ({**LAMP, "attribute[depuis]": "hier"}, 400, ["La valeur de attribute[depuis] n’est pas valable."]),
        ({"media": "iVBORw0KGgo="}, 400, ["Le fichier de media n’est pas une image lisible."]),
        ({"first_name": "x" * 300}, 400, ["Le texte de first_name, last_name est trop long."]),
        (
            {"address_string": "x" * 300, "description": "x" * 4_001},
            400,
            ["Le texte de address_string est trop long.", "Le texte de description est trop long."],
        ),
    ],
    ids=lambda value: "-".join(value)[:40] if isinstance(value, dict) else "",
)  # fmt: skip
def test_request_that_does_not_fit_is_told_why(
    still_api: Api, fields: dict[str, str], status: int, words: list[str]
) -> None:
    assert errors_of(still_api.post({**REQUEST, **fields}), status) == words
    assert still_api.get("/v2/requests") == []


def test_empty_parameters_are_as_if_absent(api: Api) -> None:
    empty = dict.fromkeys(
        ("address_string", "email", "description", "media_url", "attribute[taille]", "account_id"), ""
    )
    fields = fields_of(api, api.posted(empty))
    assert {"description", "address", "answers"}.isdisjoint(fields)


def test_place_may_be_an_address_or_its_id(api: Api) -> None:
    for name, value in (("address_string", "12 rue Haute"), ("address_id", "89999_0042_00012")):
        number = api.posted({"lat": "", "long": "", name: value})
        assert fields_of(api, number)["address"] == value
        (told,) = api.get(f"/v2/requests/{number}")
        assert (told["lat"], told["long"], told["address"]) == (None, None, None)
        api.publish(number)
        assert api.get(f"/v2/requests/{number}")[0]["address"] == value


def test_attributes_are_answers_and_those_of_others_are_left_out(api: Api) -> None:
    sent = {
        "service_code": "encombrants",
        "attribute[objets][]": ["pneus", "meubles"],
        "attribute[acces]": "par la cour\nà droite",
        "attribute[fixmystreet_id]": "42",
    }
    assert fields_of(api, api.posted(sent))["answers"] == {
        "objets": ["pneus", "meubles"],
        "acces": "par la cour\nà droite",
    }
    since = {"service_code": "lampadaire", "attribute[depuis]": "2026-11-01T20:00:00+01:00"}
    assert fields_of(api, api.posted(since))["answers"] == {"depuis": "2026-11-01T19:00:00.000Z"}


def test_text_is_kept_as_it_is_and_escaped_where_it_is_shown(api: Api) -> None:
    text = "Un <script>alert(1)</script> & « trou »\nfin"
    number = api.posted({"description": text})
    api.publish(number)
    assert api.get(f"/v2/requests/{number}")[0]["description"] == text
    assert b"<script>" not in api.ask("GET", f"/v2/requests/{number}.xml").content


def test_person_is_sealed_and_told_nobody(api: Api) -> None:
    person = {"first_name": "Zénobie", "last_name": "Quillfeldt", "email": "z@q.example", "phone": "0639987755"}
    number = api.posted({**person, "device_id": "tel-9", "account_id": "compte-7"})
    with api.town.store.reading(api.town.tenant) as unit:
        read = api.outside.requesters.read(unit, api.id_of(number))
    assert read is not None
    assert (read.name, read.email, read.phone, read.wants_answer) == (
        "Zénobie Quillfeldt",
        "z@q.example",
        "0639987755",
        True,
    )
    api.publish(number)
    told = api.ask("GET", f"/v2/requests/{number}.json?extensions=true").text + str(fields_of(api, number))
    assert not [word for word in (*person.values(), "tel-9", "compte-7") if word in told]


def test_photos_come_by_multipart_and_are_public_once_let_out(stored_api: Api) -> None:
    api = stored_api
    files = [
        ("media", ("a.jpg", picture(form="JPEG"), "image/jpeg")),
        ("media[]", ("b.webp", picture(form="WEBP"), "")),
    ]
    number = api.posted({"description": "É"}, files=files)
    assert fields_of(api, number)["description"] == "É"
    (told,) = api.get(f"/v2/requests/{number}", extensions="true")
    assert (told["media_url"], told["extended_attributes"]["photos"]) == (None, [])
    report = api.id_of(number)
    hidden = [f"/photos/{api.town.tenant}/{photo.id}.jpg" for photo in api.photos_of(report)]
    assert [api.ask("GET", path).status_code for path in hidden] == [404, 404]
    api.publish(number)
    (told,) = api.get(f"/v2/requests/{number}", extensions="true")
    photos = told["extended_attributes"]["photos"]
    assert (len(photos), told["media_url"]) == (2, photos[0])
    answer = api.ask("GET", urlsplit(photos[0]).path.removeprefix("/open311"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(answer.content)).size == (60, 40)
    assert api.ask("GET", f"/photos/nowhere/{api.photos_of(report)[0].id}.jpg").status_code == 404


@pytest.mark.parametrize("content", [b"not a picture", b"GIF89a" + b"\0" * 40, b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_file_that_is_no_picture_stores_nothing(still_api: Api, content: bytes) -> None:
    errors_of(still_api.post(REQUEST, files=[("media", ("a.jpg", content, "image/jpeg"))]), 400)
    assert still_api.get("/v2/requests") == []


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("application/json", b"{}"),
        ("text/xml", b"<a/>"),
        ("application/x-www-form-urlencoded", b"\xff=1"),
        ("application/x-www-form-urlencoded", b"a=%FF"),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n"),
        ("multipart/form-data; boundary=x; charset=idna", PART_CUT_SHORT),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"),
    ],
)  # fmt: skip
def test_body_that_is_no_form_is_an_error(still_api: Api, media_type: str, content: bytes) -> None:
    sent = {"content": content, "headers": {"content-type": media_type}}
    answer = still_api.ask("POST", f"/v2/requests.json?api_key={still_api.key}", **sent)
    errors_of(answer, 400)


def test_form_that_was_cut_short_is_no_half_a_request(still_api: Api) -> None:
    fields = {**REQUEST, "api_key": still_api.key}
    parts = [f'--x\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()]
    headers = {"content-type": "multipart/form-data; boundary=x"}
    for end in ("", "--x\r\n"):
        errors_of(still_api.ask("POST", "/v2/requests.json", content="".join(parts) + end, headers=headers), 400)
    assert still_api.get("/v2/requests") == []


def test_form_of_too_many_parts_is_none(still_api: Api) -> None:
    part = b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n'
    headers = {"content-type": "multipart/form-data; boundary=x"}
    errors_of(still_api.ask("POST", "/v2/requests.json", content=part * 300 + b"--x--\r\n", headers=headers), 400)


def test_body_has_a_limit(still_api: Api) -> None:
    assert "262144" in errors_of(still_api.post({**REQUEST, "description": "x" * 300_000}), 400)[0]
    large = [("media", ("a.jpg", b"x" * (12 * 1024 * 1024 + 300 * 1024), "image/jpeg"))]
    errors_of(still_api.post(REQUEST, files=large), 400)


def test_request_with_a_key_of_its_own_is_taken_once(api: Api) -> None:
    headers = {"Idempotency-Key": "fms-42"}
    first, second = (api.posted(headers=headers) for _ in range(2))
    assert first == second
    errors_of(api.post({**REQUEST, "description": "autre"}, headers=headers), 400)
    errors_of(api.post(REQUEST, headers={"Idempotency-Key": "a b" * 100}), 400)
    assert len(api.get("/v2/requests")) == 1


def test_token_leads_to_the_number(api: Api) -> None:
    api.set("open311_tokens", True)
    assert {one["type"] for one in api.get("/v2/services")} == {"batch"}
    (told,) = api.post(REQUEST).json()
    assert list(told) == ["token", "service_notice", "account_id"]
    assert api.get(f"/v2/tokens/{told['token']}") == [{"service_request_id": "O2026K0001", "token": told["token"]}]
    for token in ("nothing", api.town.ids["terrain"], api.given(), "%00"):
        errors_of(api.ask("GET", f"/v2/tokens/{token}.json"), 404)


def test_too_many_writes_of_one_key_wait(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PER_KEY_MAX", 2)
    monkeypatch.setattr(taking, "WRONG_KEYS_MAX", 1)
    api.posted()
    api.posted()
    answer = api.post(REQUEST)
    assert "429" in answer.text
    assert errors_of(answer, 400)
    assert answer.headers["retry-after"] == "3600"
    errors_of(api.post({**REQUEST, "api_key": "wrong"}), 403)
    errors_of(api.post({**REQUEST, "api_key": "other"}), 400)
    api.town.world.now += 3_600_000
    api.posted()
