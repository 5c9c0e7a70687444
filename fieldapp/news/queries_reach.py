"""Read of whom a mandatory note has reached: people of whom the town hall heard that a device keeps it."""

from sqlmodel import Session, select

from fieldapp.replica.tables import Reach


def reach_of(session: Session, news_id: str, content_hash: str) -> dict[str, str]:
    """Give each person whom this text has reached, with the moment when the town hall heard of it."""
    of_text = (Reach.news == news_id, Reach.content_hash == content_hash)
    found: dict[str, str] = {}
    for agents in session.exec(select(Reach.agents).where(*of_text)):
        found.update(agents)
    return found
