"""A pinned key, on a real TLS server: what is let through, and that nothing is sent to another key."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from sync.client.http_transport import Ask, Connection, tls_context
from sync.client.pinning import pinned_context
from sync.client.ports import ServerKeyDiffers, TransportTrouble
from sync.core.session import Trouble
from sync.protocol.pins import ServerTrust, is_pin, pin_of
from tests.protocol.tls_in_hand import Certificate, certificate_of, tls_server

OURS = certificate_of()
OTHER = certificate_of()
PIN = f"sha256/{'A' * 43}="
ASK = Ask("POST", "/v1/sessions", {"password": "secret"})


def asked(shown: Certificate, folder: Path, trust: ServerTrust, authority: Certificate | None = None) -> list[bytes]:
    """Ask a server that shows this certificate; give what it heard."""
    authority_pem = authority.pem.decode() if authority is not None else None

    async def story() -> list[bytes]:
        async with tls_server(shown, folder) as (origin, heard):
            context = pinned_context(trust, authority_pem) if trust.pins else tls_context(authority_pem)
            connection = Connection(origin, context)
            try:
                assert (await connection.asked(ASK)).document() == {}
            finally:
                await connection.close()
                folder.joinpath("heard").write_bytes(b"".join(heard))
            return heard

    return asyncio.run(story())


def refused(shown: Certificate, folder: Path, trust: ServerTrust, authority: Certificate | None = None) -> Exception:
    """Ask a server that must not be spoken to; give why it was not."""
    with pytest.raises(TransportTrouble) as trouble:
        asked(shown, folder, trust, authority)
    assert folder.joinpath("heard").read_bytes() == b"", "the password was sent to a stranger"
    assert trouble.value.trouble is Trouble.STRANGE
    return trouble.value


def test_pinned_key_that_an_authority_vouches_for_is_taken(tmp_path: Path) -> None:
    assert b"POST /v1/sessions" in asked(OURS, tmp_path, ServerTrust((OURS.pin,)), OURS)[0]


def test_backup_pin_is_taken_as_well(tmp_path: Path) -> None:
    assert asked(OTHER, tmp_path, ServerTrust((OURS.pin, OTHER.pin)), OTHER)


def test_renewed_certificate_over_the_same_key_is_taken(tmp_path: Path) -> None:
    renewed = certificate_of(OURS.key)
    assert renewed.pem != OURS.pem
    assert asked(renewed, tmp_path, ServerTrust((OURS.pin,)), renewed)


def test_other_key_is_refused_whoever_vouches_for_it(tmp_path: Path) -> None:
    assert isinstance(refused(OTHER, tmp_path, ServerTrust((OURS.pin,)), OTHER), ServerKeyDiffers)


def test_pin_does_not_replace_the_authorities(tmp_path: Path) -> None:
    assert not isinstance(refused(OURS, tmp_path, ServerTrust((OURS.pin,))), ServerKeyDiffers)


def test_town_with_a_certificate_of_its_own_is_known_by_the_pin_alone(tmp_path: Path) -> None:
    assert asked(OURS, tmp_path, ServerTrust((OURS.pin,), roots=False))
    assert isinstance(refused(OTHER, tmp_path, ServerTrust((OURS.pin,), roots=False)), ServerKeyDiffers)


def test_without_pins_the_authorities_decide(tmp_path: Path) -> None:
    assert asked(OURS, tmp_path, ServerTrust(), OURS)
    refused(OTHER, tmp_path, ServerTrust(), OURS)


def test_pin_is_what_the_standard_says(tmp_path: Path) -> None:
    path = tmp_path / "own.pem"
    path.write_bytes(OURS.pem)
    told = (
        f"openssl x509 -in {path} -pubkey -noout | openssl pkey -pubin -outform der"
        " | openssl dgst -sha256 -binary | openssl enc -base64"
    )
    ran = subprocess.run(["/bin/sh", "-c", told], capture_output=True, check=False, timeout=20)
    if ran.returncode or not ran.stdout:
        pytest.skip("openssl is not here")
    assert pin_of(OURS.pem) == f"sha256/{ran.stdout.decode().strip()}"


@pytest.mark.parametrize("text", ["", "sha256/", "sha1/AAAA", None, 7, PIN[:-1], PIN + "="])
def test_what_is_no_pin_is_none(text: object) -> None:
    assert is_pin(PIN)
    assert is_pin(OURS.pin)
    assert not is_pin(text)
