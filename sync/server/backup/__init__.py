"""Backups of a whole server: taken while it runs, sealed to the town's own key, checked by reading them again.

    DIR/recipient.json              to whom they are sealed; a passphrase opens this key, or a file that the town keeps
    DIR/objects/ab/<name>           photos, map packs and other files, each once for all backups that hold it
    DIR/<moment>/town-<id>.sealed   every row of a town, in one snapshot
    DIR/<moment>/keys.sealed        the server's secrets
    DIR/<moment>/files.sealed       which object is which file
    DIR/<moment>/objects.txt        the objects of this backup, with the hash and the size of each
    DIR/<moment>/manifest.json      written last: what has none is no backup

A folder is made as `<moment>.part` and gets its name once all of it is on the disk. Whoever holds DIR without the key
sees when backups were made, how many rows they have and how large files are, and nothing else.
"""
