"""Tokens: how they are renewed, when they end, and what a lost answer may never do."""

import pytest

from sync.core.instants import ms_of_instant
from sync.protocol.messages import Tokens
from sync.protocol.problems import ProblemError
from sync.server.auth import ACCESS_MS, GENERATIONS_KEPT, GRACE_MS, REFRESH_MS
from sync.server.rows import DeviceState
from sync.server.rows_access import RefreshRow
from sync.server.staff import revoke_device, set_password
from tests.server.server_in_hand import ADDRESS, ServerInHand


def code_of(trouble: pytest.ExceptionInfo[ProblemError]) -> str:
    return trouble.value.kind.code


def refused(server: ServerInHand, tokens: Tokens) -> str:
    with pytest.raises(ProblemError) as trouble:
        server.parts.auth.refresh(tokens.refresh_token, tokens.device)
    return code_of(trouble)


def renewed(server: ServerInHand, tokens: Tokens) -> Tokens:
    return server.parts.auth.refresh(tokens.refresh_token, tokens.device)


def access_refused(server: ServerInHand, tokens: Tokens) -> str:
    with pytest.raises(ProblemError) as trouble:
        server.parts.auth.check(server.parts.auth.read(tokens.access_token))
    return code_of(trouble)


def test_access_token_lasts_a_quarter_of_an_hour(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    assert abs(ms_of_instant(tokens.access_expires_at) - server.clock() - ACCESS_MS) < 60_000
    server.clock.advance(ACCESS_MS + 1_000)
    assert access_refused(server, tokens) == "not-signed-in"


def test_access_token_is_short_for_it_goes_with_every_request(server: ServerInHand) -> None:
    assert len(server.signed_in("terrain")[1].access_token) == 161


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "eyJhbGciOiJub25lIn0.e30."])
def test_made_up_access_tokens_are_refused(server: ServerInHand, token: str) -> None:
    with pytest.raises(ProblemError) as trouble:
        server.parts.auth.read(token)
    assert code_of(trouble) == "not-signed-in"


def test_access_token_that_was_changed_is_refused(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    head, claims, seal = tokens.access_token.split(".")
    other = ("A" if seal[0] != "A" else "B") + seal[1:]
    for token in (f"{head}.{claims}.{other}", f"{head}.{claims}x.{seal}", f"{head}.{claims}."):
        with pytest.raises(ProblemError):
            server.parts.auth.read(token)


def test_refresh_gives_new_tokens_and_the_old_access_token_ends_with_its_time(server: ServerInHand) -> None:
    _, first = server.signed_in("terrain")
    second = renewed(server, first)
    assert second.refresh_token != first.refresh_token
    assert server.parts.auth.check(server.parts.auth.read(second.access_token)).device == first.device


def test_refresh_tokens_are_kept_as_hashes(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    with server.town.store.reading(server.town.tenant) as unit:
        rows = list(unit.every(RefreshRow))
    secret = tokens.refresh_token.partition(".")[2]
    assert rows
    assert not any(secret in str(row) or tokens.refresh_token in str(row) for row in rows)


def test_lost_answer_does_not_lock_the_agent_out(server: ServerInHand) -> None:
    _, first = server.signed_in("terrain")
    renewed(server, first)
    server.clock.advance(8 * 3_600_000)
    renewed(server, first)
    server.clock.advance(3 * 24 * 3_600_000)
    again = renewed(server, first)
    renewed(server, again)


def test_old_token_is_dead_once_a_new_one_was_used(server: ServerInHand) -> None:
    _, first = server.signed_in("terrain")
    second = renewed(server, first)
    renewed(server, second)
    assert refused(server, first) == "not-signed-in"


def test_reuse_of_an_old_token_closes_the_session_for_both(server: ServerInHand) -> None:
    _, first = server.signed_in("terrain")
    second = renewed(server, first)
    third = renewed(server, second)
    assert refused(server, first) == "not-signed-in"
    assert refused(server, third) == "not-signed-in"
    assert access_refused(server, third) == "not-signed-in"


def test_thief_and_owner_who_share_a_token_are_found_out_at_the_second_use(server: ServerInHand) -> None:
    _, stolen = server.signed_in("terrain")
    thief = renewed(server, stolen)
    owner = renewed(server, stolen)
    used = renewed(server, thief)
    assert refused(server, owner) == "not-signed-in"
    assert refused(server, used) == "not-signed-in"


def test_grace_of_a_replaced_token_ends(server: ServerInHand) -> None:
    _, first = server.signed_in("terrain")
    renewed(server, first)
    server.clock.advance(GRACE_MS + 60_000)
    assert refused(server, first) == "not-signed-in"


def test_refresh_token_ends_with_its_time(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    server.clock.advance(REFRESH_MS + 60_000)
    assert refused(server, tokens) == "not-signed-in"


def test_refresh_token_serves_its_own_device_only(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    other, _ = server.signed_in("terrain")
    with pytest.raises(ProblemError) as trouble:
        server.parts.auth.refresh(tokens.refresh_token, other.caller.device)
    assert code_of(trouble) == "not-signed-in"
    renewed(server, tokens)


@pytest.mark.parametrize("token", ["", "x", ".", "nowhere.secret"])
def test_made_up_refresh_tokens_are_refused(server: ServerInHand, token: str) -> None:
    device, _ = server.signed_in("terrain")
    for made_up in (token, f"{server.town.tenant}.{token}", f"{server.new_id()}.{token}"):
        with pytest.raises(ProblemError) as trouble:
            server.parts.auth.refresh(made_up, device.caller.device)
        assert code_of(trouble) == "not-signed-in"


def test_kept_generations_are_bounded(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    for _ in range(GENERATIONS_KEPT + 10):
        tokens = renewed(server, tokens)
    with server.town.store.reading(server.town.tenant) as unit:
        assert len(list(unit.every(RefreshRow))) <= GENERATIONS_KEPT


def test_sign_out_ends_both_tokens(server: ServerInHand) -> None:
    device, tokens = server.signed_in("terrain")
    server.parts.auth.sign_out(device.caller)
    assert access_refused(server, tokens) == "not-signed-in"
    assert refused(server, tokens) == "not-signed-in"


def test_new_sign_in_on_a_device_ends_the_session_before(server: ServerInHand) -> None:
    device, first = server.signed_in("terrain")
    second = server.parts.auth.sign_in(server.asked("terrain", device=device.caller.device), ADDRESS)
    assert access_refused(server, first) == "not-signed-in"
    assert refused(server, first) == "not-signed-in"
    renewed(server, second)


def test_new_password_signs_all_devices_out(server: ServerInHand) -> None:
    _, first = server.signed_in("terrain")
    _, second = server.signed_in("terrain")
    set_password(server.parts, server.town.tenant, "Terrain@ville.example", "un-autre-mot-de-passe")
    assert {access_refused(server, tokens) for tokens in (first, second)} == {"not-signed-in"}
    with pytest.raises(ProblemError):
        server.signed_in("terrain")
    server.parts.auth.sign_in(server.asked("terrain", password="un-autre-mot-de-passe"), ADDRESS)


def test_withdrawn_device_may_refresh_to_send_and_a_lost_one_may_not(server: ServerInHand) -> None:
    device, tokens = server.signed_in("terrain")
    with server.town.store.writing(server.town.tenant) as unit:
        revoke_device(unit, device.caller.device, DeviceState.SENDING)
    tokens = renewed(server, tokens)
    device.create("report", server.town.report_fields())
    with server.town.store.writing(server.town.tenant) as unit:
        revoke_device(unit, device.caller.device, DeviceState.REVOKED)
    assert refused(server, tokens) == "revoked"
    assert access_refused(server, tokens) == "not-signed-in"
    with pytest.raises(ProblemError) as trouble:
        server.parts.auth.sign_in(server.asked("terrain", device=device.caller.device), ADDRESS)
    assert code_of(trouble) == "revoked"
