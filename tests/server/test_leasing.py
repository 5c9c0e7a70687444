"""Leases as the server gives them: begun by a sign-in, renewed in time, never revived by a renewal."""

from dataclasses import replace

import pytest

from sync.core.instants import ms_of_instant
from sync.core.lease import DAY_MS
from sync.protocol.messages import Tokens
from sync.protocol.orders import Lease, lease_of_text
from sync.protocol.parcel_keys import WrongKey, signer_public
from sync.protocol.problems import ProblemError
from tests.server.device_in_hand import Device
from tests.server.server_in_hand import ADDRESS, ServerInHand

SHORT: dict[str, object] = {"devices": {"lease_days": 10}}


def with_lease(server: ServerInHand, device: str | None = None) -> tuple[Device, Tokens]:
    tokens = server.parts.auth.sign_in(server.asked("terrain", device, keeps_leases=True), ADDRESS)
    caller = server.parts.auth.check(server.parts.auth.read(tokens.access_token))
    return Device(server.parts.service, server.town.world, caller), tokens


def renewed(server: ServerInHand, tokens: Tokens) -> Tokens:
    return server.parts.auth.refresh(tokens.refresh_token, tokens.device, keeps_leases=True)


def lease_in(tokens: Tokens) -> Lease:
    return lease_of_text(tokens.order_key, tokens.lease)


def days_of(tokens: Tokens) -> int:
    lease = lease_in(tokens)
    return round((ms_of_instant(lease.until) - ms_of_instant(lease.given_at)) / DAY_MS)


def decide(server: ServerInHand, policy: dict[str, object]) -> None:
    server.town.change("town", server.town.tenant, policy=policy)


def test_sign_in_grants_a_lease_to_who_keeps_it_and_to_nobody_else(server: ServerInHand) -> None:
    device, tokens = with_lease(server)
    assert lease_in(tokens).device == device.caller.device
    assert days_of(tokens) == 30
    _, older = server.signed_in("bureau")
    assert older.lease == ""
    assert server.parts.auth.refresh(older.refresh_token, older.device).lease == ""


def test_renewal_begins_the_lease_anew_while_it_runs(server: ServerInHand) -> None:
    _, tokens = with_lease(server)
    server.clock.advance(29 * DAY_MS)
    assert days_of(renewed(server, tokens)) == 30


def test_lease_that_is_over_reads_nothing_sends_all_and_comes_back_by_a_sign_in_alone(server: ServerInHand) -> None:
    device, tokens = with_lease(server)
    device.pull()
    server.clock.advance(31 * DAY_MS)
    tokens = renewed(server, renewed(server, tokens))
    assert days_of(tokens) < 0
    with pytest.raises(ProblemError, match="lease-ended"):
        device.pull()
    report = device.create("report", server.town.report_fields())
    assert report
    again, tokens = with_lease(server, device.caller.device)
    assert days_of(tokens) == 30
    again.pull()


def test_town_decides_how_long_and_may_set_no_end(server: ServerInHand) -> None:
    decide(server, SHORT)
    device, tokens = with_lease(server)
    assert days_of(tokens) == 10
    server.clock.advance(11 * DAY_MS)
    decide(server, {"devices": {"lease_days": 0}})
    assert renewed(server, tokens).lease == ""
    device.pull()


def test_device_of_a_newer_app_gets_its_lease_with_the_first_renewal(server: ServerInHand) -> None:
    _, tokens = server.signed_in("terrain")
    assert days_of(renewed(server, tokens)) == 30


def test_lease_of_another_key_or_an_altered_one_is_none(server: ServerInHand) -> None:
    _, tokens = with_lease(server)
    content, _, signature = tokens.lease.partition(".")
    altered = f"{content[:-4]}{'AAAA' if content[-4:] != 'AAAA' else 'BBBB'}.{signature}"
    other = signer_public(bytes(32))
    for told in (replace(tokens, lease=altered), replace(tokens, order_key=other), replace(tokens, lease="x")):
        with pytest.raises(WrongKey):
            lease_in(told)
