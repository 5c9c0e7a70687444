"""Keepers: their codes, what these open together, and that nothing of them lies in the store."""

import pytest

from sync.protocol.parcel_keys import seal_public
from sync.protocol.problems import ProblemError
from sync.protocol.recovery import RecoveryState, Secret, escrow_of
from sync.server.keepers import KEEPERS_MAX, KeeperTrouble
from sync.server.rows import Row
from sync.server.rows_recovery import AuditRow, KeeperPairRow, KeeperRow, RecoveryKeyRow, RecoveryRow
from tests.server.keepers_in_hand import KEY, Hall
from tests.server.server_in_hand import PASSWORD, ServerInHand


@pytest.fixture
def hall(server: ServerInHand) -> Hall:
    return Hall(server)


def problem_of(work: pytest.ExceptionInfo[ProblemError]) -> str:
    return work.value.kind.code


def test_wrong_code_and_unknown_keeper_approve_nothing(hall: Hall) -> None:
    hall.asked()
    for keeper, code in (("Aïcha", hall.codes["Bruno"]), ("Aïcha", "x"), ("Zoé", hall.codes["Bruno"])):
        with pytest.raises(KeeperTrouble):
            hall.approved(keeper, code)
    assert hall.asked().approvals == 0


def test_code_may_be_typed_as_people_type(hall: Hall) -> None:
    hall.asked()
    code = hall.codes["Aïcha"]
    assert len(code) == 31
    assert hall.approved("Aïcha", f" {code.replace('-', ' ').lower().replace('0', 'o').replace('1', 'l')} ")


def test_what_was_sealed_to_no_key_of_ours_is_refused_at_once(hall: Hall) -> None:
    foreign = escrow_of(seal_public(bytes([5]) * 32), Secret(hall.tenant, "terrain@ville.example", KEY))
    with pytest.raises(ProblemError) as trouble:
        hall.asked(escrows=(foreign,))
    assert problem_of(trouble) == "no-recovery"


def test_old_codes_open_what_was_sealed_to_the_old_key(hall: Hall) -> None:
    fresh = hall.recovery.name_keepers(hall.tenant, ("Aïcha", "Dune"), renew=True)
    hall.asked()
    with pytest.raises(KeeperTrouble, match="keeper-of-another-key"):
        hall.approved("Dune", fresh["Dune"])
    hall.approved("Aïcha")
    assert hall.approved("Bruno") == RecoveryState.GIVEN


def test_codes_of_two_keys_do_not_add_up(hall: Hall) -> None:
    fresh = hall.recovery.name_keepers(hall.tenant, ("Aïcha", "Dune"), renew=True)
    newer = hall.server.signed_in("terrain")[1].recovery_key
    assert newer != hall.public
    both = tuple(escrow_of(key, Secret(hall.tenant, "terrain@ville.example", KEY)) for key in (hall.public, newer))
    hall.asked(escrows=both)
    hall.approved("Bruno")
    assert hall.approved("Dune", fresh["Dune"]) == RecoveryState.WAITING


def test_keepers_are_not_renewed_by_accident(hall: Hall) -> None:
    with pytest.raises(KeeperTrouble, match="keepers-there"):
        hall.recovery.name_keepers(hall.tenant, ("Dune", "Élio"), renew=False)


@pytest.mark.parametrize("names", [("A",), ("A", "A"), ("A", " "), tuple(map(str, range(KEEPERS_MAX + 1)))])
def test_keepers_are_two_to_ten_with_names_of_their_own(hall: Hall, names: tuple[str, ...]) -> None:
    with pytest.raises(KeeperTrouble, match="keepers-count"):
        hall.recovery.name_keepers(hall.tenant, names, renew=True)


def test_town_without_keepers_tells_no_key(server: ServerInHand) -> None:
    assert server.signed_in("terrain")[1].recovery_key == ""


def test_neither_codes_nor_keys_lie_in_the_store(hall: Hall) -> None:
    hall.asked()
    hall.approved("Aïcha")
    with hall.server.parts.store.reading(hall.tenant) as unit:
        held: list[type[Row]] = [RecoveryKeyRow, KeeperRow, KeeperPairRow, RecoveryRow, AuditRow]
        text = " ".join(repr(row) for kind in held for row in unit.every(kind))
    for secret in (*hall.codes.values(), KEY.hex(), PASSWORD):
        assert secret not in text
        assert secret.replace("-", "") not in text
