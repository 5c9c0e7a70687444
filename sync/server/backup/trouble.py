"""What goes wrong with a backup, in words for the person at the command line."""

from sync.server.data_folder import FolderTrouble


class BackupTrouble(FolderTrouble):
    """A backup cannot be taken, read or brought back; the message says why."""
