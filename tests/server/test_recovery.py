"""Requests and keepers: two codes open one vault for one request, anything less opens nothing, all of it is logged."""

from dataclasses import replace

import pytest

from sync.protocol.parcel_keys import seal_public
from sync.protocol.problems import ProblemError
from sync.protocol.recovery import RecoveryAnswer, RecoveryAsk, RecoveryState, Secret, escrow_of, opened_answer
from sync.server import audit
from sync.server.keepers import KEEPERS_MAX, KeeperTrouble
from sync.server.recovery import OPEN_MAX, REQUEST_MS
from sync.server.rows_recovery import AuditRow, KeeperPairRow, KeeperRow, RecoveryKeyRow, RecoveryRow
from sync.server.staff import close_account
from tests.server.server_in_hand import ADDRESS, PASSWORD, ServerInHand

SEED = bytes([9]) * 32
KEY = bytes(range(32))
KEEPERS = ("Aïcha", "Bruno", "Chloé")


class Hall:
    """A server with three keepers, and an agent who asks."""

    def __init__(self, server: ServerInHand) -> None:
        self.server = server
        self.tenant = server.town.tenant
        self.recovery = server.parts.recovery
        self.codes = self.recovery.name_keepers(self.tenant, KEEPERS, renew=False)
        self.public = server.signed_in("terrain")[1].recovery_key
        self.request = server.new_id()

    def plea(self, account: str = "terrain@ville.example", **others: object) -> RecoveryAsk:
        escrow = escrow_of(self.public, Secret(self.tenant, account, KEY))
        ask = RecoveryAsk("terrain@ville.example", PASSWORD, self.request, seal_public(SEED), "Tablette", (escrow,))
        return replace(ask, **others)  # type: ignore[arg-type]  # the names are those of RecoveryAsk

    def asked(self, **others: object) -> RecoveryAnswer:
        return self.recovery.ask(self.plea(**others), ADDRESS)

    def approved(self, keeper: str, code: str | None = None) -> str:
        return self.recovery.approve(self.tenant, self.request, keeper, code or self.codes[keeper]).state

    def lines(self) -> list[str]:
        with self.server.parts.store.reading(self.tenant) as unit:
            return [line.what for line in audit.read(unit)]


@pytest.fixture
def hall(server: ServerInHand) -> Hall:
    return Hall(server)


def problem_of(work: pytest.ExceptionInfo[ProblemError]) -> str:
    return work.value.kind.code


def test_two_keepers_give_the_key_to_the_request(hall: Hall) -> None:
    assert hall.asked() == RecoveryAnswer(RecoveryState.WAITING, 0, 2)
    assert hall.approved("Aïcha") == RecoveryState.WAITING
    assert hall.asked() == RecoveryAnswer(RecoveryState.WAITING, 1, 2)
    assert hall.approved("Chloé") == RecoveryState.GIVEN
    answer = hall.asked()
    assert (answer.state, answer.approvals) == (RecoveryState.GIVEN, 2)
    assert opened_answer(SEED, answer.keys[0]) == KEY
    assert hall.asked() == answer, "a lost answer costs nothing"
    assert hall.lines() == [
        "keepers-named",
        "recovery-asked",
        "recovery-approved",
        "recovery-approved",
        "recovery-given",
    ]


@pytest.mark.parametrize("pair", [("Aïcha", "Bruno"), ("Bruno", "Chloé"), ("Chloé", "Aïcha")])
def test_any_two_will_do_in_any_order(hall: Hall, pair: tuple[str, str]) -> None:
    hall.asked()
    assert [hall.approved(keeper) for keeper in pair] == [RecoveryState.WAITING, RecoveryState.GIVEN]


def test_one_keeper_alone_opens_nothing_however_often(hall: Hall) -> None:
    hall.asked()
    assert {hall.approved("Bruno") for _ in range(4)} == {RecoveryState.WAITING}
    assert hall.asked() == RecoveryAnswer(RecoveryState.WAITING, 1, 2)


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


def test_refusal_ends_the_request(hall: Hall) -> None:
    hall.asked()
    hall.approved("Aïcha")
    hall.recovery.refuse(hall.tenant, hall.request, "Bruno", hall.codes["Bruno"])
    assert hall.asked() == RecoveryAnswer(RecoveryState.REFUSED, 0, 2)
    with pytest.raises(KeeperTrouble, match="recovery-ended"):
        hall.approved("Chloé")


def test_request_without_the_password_is_none(hall: Hall) -> None:
    with pytest.raises(ProblemError) as trouble:
        hall.asked(password="une autre phrase")
    assert problem_of(trouble) == "wrong-password"
    assert hall.recovery.open_requests(hall.tenant) == []


def test_wrong_passwords_are_counted_as_at_the_sign_in(hall: Hall) -> None:
    codes = set()
    for _ in range(8):
        with pytest.raises(ProblemError) as trouble:
            hall.asked(password="une autre phrase")
        codes.add(problem_of(trouble))
    assert codes == {"wrong-password", "too-many-tries"}


def test_request_is_its_account_s_and_its_key_s_alone(hall: Hall) -> None:
    hall.asked()
    for others in ({"account": "bureau@ville.example"}, {"answer_key": seal_public(bytes([8]) * 32)}):
        with pytest.raises(ProblemError) as trouble:
            hall.recovery.ask(replace(hall.plea(), **others), ADDRESS)
        assert problem_of(trouble) == "forbidden"


def test_vault_of_somebody_else_is_not_given(hall: Hall) -> None:
    hall.recovery.ask(replace(hall.plea("bureau@ville.example"), account="terrain@ville.example"), ADDRESS)
    hall.approved("Aïcha")
    assert hall.approved("Bruno") == RecoveryState.FOREIGN
    assert hall.asked().keys == {}


def test_among_many_vaults_only_the_agent_s_is_given(hall: Hall) -> None:
    escrows = tuple(
        escrow_of(hall.public, Secret(tenant, account, bytes([n]) * 32))
        for n, (tenant, account) in enumerate(
            [
                (hall.tenant, "bureau@ville.example"),
                (hall.tenant, "Terrain@Ville.example"),
                ("elsewhere", "terrain@ville.example"),
            ]
        )
    )
    hall.asked(escrows=escrows)
    hall.approved("Aïcha")
    hall.approved("Bruno")
    answer = hall.asked(escrows=escrows)
    assert {place: opened_answer(SEED, sealed) for place, sealed in answer.keys.items()} == {1: bytes([1]) * 32}


def test_damaged_escrow_is_passed_over(hall: Hall) -> None:
    good = hall.plea().escrows[0]
    hall.asked(escrows=(replace(good, sealed=good.sealed[:-1] + b"x"), good))
    hall.approved("Aïcha")
    hall.approved("Bruno")
    assert list(hall.asked().keys) == [1]


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


def test_request_that_nobody_answers_is_gone_after_two_weeks(hall: Hall) -> None:
    hall.asked()
    hall.server.clock.advance(REQUEST_MS)
    assert hall.recovery.open_requests(hall.tenant) == []
    with pytest.raises(KeeperTrouble, match="recovery-unknown"):
        hall.approved("Aïcha")


def test_account_has_few_requests_at_a_time(hall: Hall) -> None:
    ids = []
    for _ in range(OPEN_MAX + 2):
        hall.request = hall.server.new_id()
        hall.server.clock.advance(1_000)
        hall.asked()
        ids.append(hall.request)
    assert [row.request for row in hall.recovery.open_requests(hall.tenant)] == ids[-OPEN_MAX:]


def test_closed_account_asks_nothing(hall: Hall) -> None:
    close_account(hall.server.parts, hall.tenant, "terrain@ville.example")
    with pytest.raises(ProblemError) as trouble:
        hall.asked()
    assert problem_of(trouble) == "wrong-password"


def test_town_without_keepers_tells_no_key(server: ServerInHand) -> None:
    assert server.signed_in("terrain")[1].recovery_key == ""


def test_neither_codes_nor_keys_lie_in_the_store(hall: Hall) -> None:
    hall.asked()
    hall.approved("Aïcha")
    with hall.server.parts.store.reading(hall.tenant) as unit:
        held = [RecoveryKeyRow, KeeperRow, KeeperPairRow, RecoveryRow, AuditRow]
        text = " ".join(repr(row) for kind in held for row in unit.every(kind))
    for secret in (*hall.codes.values(), KEY.hex(), PASSWORD):
        assert secret not in text
        assert secret.replace("-", "") not in text


def test_log_shows_what_was_altered_dropped_or_slipped_in(hall: Hall) -> None:
    hall.asked()
    hall.approved("Aïcha")
    with hall.server.parts.store.reading(hall.tenant) as unit:
        lines = list(audit.read(unit))
    assert audit.first_broken(lines) is None
    assert audit.first_broken([lines[0], replace(lines[1], what="recovery-given"), lines[2]]) == 2
    assert audit.first_broken([lines[0], lines[2]]) == 2
    assert audit.first_broken([*lines, replace(lines[2], n=4)]) == 4
