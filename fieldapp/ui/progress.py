"""How far a round is, the same words and the same bar on every screen that tells it."""

from fieldapp.replica.rounds import Progress
from fieldapp.ui.i18n import Words
from fieldapp.ui.tokens import Role


def progress_words(t: Words, progress: Progress) -> str:
    """Say how far a round is: « 4 faites, 1 pas trouvée, 2 restantes »; what is nothing is not said."""
    if not progress.handled:
        return t("rounds.stops", n=progress.total)
    counted = (
        (progress.done, "rounds.done"),
        (progress.not_found, "rounds.not_found"),
        (progress.postponed, "rounds.postponed"),
        (progress.left, "rounds.left"),
    )
    return ", ".join(t(key, n=count) for count, key in counted if count)


def shares(progress: Progress) -> list[tuple[float, Role]]:
    """Give the parts of the bar: done, not found, postponed."""
    whole = max(progress.total, 1)
    counted = ((progress.done, Role.DONE), (progress.not_found, Role.NEUTRAL), (progress.postponed, Role.LATE))
    return [(count / whole, role) for count, role in counted if count]
