"""What a person is told when a map cannot be built as asked."""


class MapTrouble(Exception):
    """An input cannot be used; the message is one plain sentence for the command line."""
