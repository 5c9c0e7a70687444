"""Sign-in: what lets in, and what does not."""

from dataclasses import replace

import pytest

from sync.protocol.problems import ProblemError
from sync.server.accounts import AccountTrouble, Passwords, add_account, check_password, normal
from sync.server.rows import DeviceRow
from sync.server.rows_access import AccountRow
from tests.server.server_in_hand import ADDRESS, PASSWORD, PASSWORDS, ServerInHand


def code_of(trouble: pytest.ExceptionInfo[ProblemError]) -> str:
    return trouble.value.kind.code


def test_sign_in_gives_tokens_of_the_agent_and_enrols_the_device(server: ServerInHand) -> None:
    device, tokens = server.signed_in("terrain")
    assert (tokens.agent, tokens.tenant) == (server.town.ids["terrain"], server.town.tenant)
    assert device.caller.device == tokens.device
    with server.town.store.reading(server.town.tenant) as unit:
        row = unit.get(DeviceRow, [(tokens.device,)])[(tokens.device,)]
    assert (row.agent, row.name, row.last_n) == (tokens.agent, "Tablette", 0)


def test_account_is_found_whatever_its_case_and_spaces(server: ServerInHand) -> None:
    asked = server.asked("terrain", account="  TERRAIN@Ville.example ")
    assert server.parts.auth.sign_in(asked, ADDRESS).agent == server.town.ids["terrain"]


@pytest.mark.parametrize("wrong", [{"password": "faux"}, {"account": "personne@ville.example"}, {"password": ""}])
def test_wrong_password_and_unknown_account_are_told_alike(server: ServerInHand, wrong: dict[str, str]) -> None:
    with pytest.raises(ProblemError) as trouble:
        server.parts.auth.sign_in(server.asked("terrain", **wrong), ADDRESS)
    assert code_of(trouble) == "wrong-password"


def test_unknown_account_costs_a_hash_too(server: ServerInHand) -> None:
    verified: list[str] = []

    class Counting(Passwords):
        def fits(self, account: AccountRow | None, password: str) -> bool:
            verified.append("account" if account else "nobody")
            return super().fits(account, password)

    server.parts.auth.passwords = Counting(memory_kib=8, time_cost=1)
    for account in ("terrain@ville.example", "personne@ville.example"):
        with pytest.raises(ProblemError):
            server.parts.auth.sign_in(server.asked("terrain", account=account, password="faux"), ADDRESS)
    assert verified == ["account", "nobody"]
    assert not PASSWORDS.fits(None, "nobody has this password")


def test_closed_account_and_inactive_agent_do_not_get_in(server: ServerInHand) -> None:
    with server.town.store.writing(server.town.tenant) as unit:
        row = unit.get(AccountRow, [("elu@ville.example",)])[("elu@ville.example",)]
        unit.put([replace(row, is_open=False)])
    server.town.change("agent", server.town.ids["chef"], active=False)
    codes = []
    for name in ("elu", "chef"):
        with pytest.raises(ProblemError) as trouble:
            server.parts.auth.sign_in(server.asked(name), ADDRESS)
        codes.append(code_of(trouble))
    assert codes == ["wrong-password", "forbidden"]


def test_device_belongs_to_one_agent(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    with pytest.raises(ProblemError) as trouble:
        server.parts.auth.sign_in(server.asked("chef", device=tokens.device), ADDRESS)
    assert code_of(trouble) == "forbidden"


def test_town_must_be_named_where_there_are_several(server: ServerInHand) -> None:
    other = server.parts.service.found_town("Autre", {"name": "Autre", "centre_lat": 1.0, "centre_long": 1.0})
    for tenant in (None, "nowhere"):
        with pytest.raises(ProblemError) as trouble:
            server.parts.auth.sign_in(server.asked("terrain", tenant=tenant), ADDRESS)
        assert code_of(trouble) == "unknown-tenant"
    server.parts.auth.sign_in(server.asked("terrain", tenant=server.town.tenant), ADDRESS)
    with pytest.raises(ProblemError) as trouble:
        server.parts.auth.sign_in(server.asked("terrain", tenant=other), ADDRESS)
    assert code_of(trouble) == "wrong-password"


@pytest.mark.parametrize("password", ["", "court", "x" * 201])
def test_password_of_wrong_length_is_not_taken(password: str) -> None:
    with pytest.raises(AccountTrouble, match="password-length"):
        check_password(password)


@pytest.mark.parametrize(
    ("account", "code"),
    [("", "not-valid"), ("a b", "not-valid"), ("x" * 300, "not-valid"), ("chef@ville.example", "exists")],
)
def test_account_that_cannot_be_is_not_made(server: ServerInHand, account: str, code: str) -> None:
    with pytest.raises(AccountTrouble, match=f"account-{code}"), server.town.store.writing(server.town.tenant) as unit:
        add_account(unit, account, server.town.ids["chef"], PASSWORDS.hash(PASSWORD), "now")


def test_account_names_that_look_alike_are_one() -> None:
    assert normal(" ÉLU@Ville.example") == normal("élu@ville.EXAMPLE") == normal("E\u0301lu@ville.example")
