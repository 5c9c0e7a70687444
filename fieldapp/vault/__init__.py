"""The device's keys and what they open: encrypted database, encrypted files, journal of unsent work.

    from fieldapp.vault.vault import Vault, vault_folder          unlock, create, lock
    from fieldapp.vault.device_secret import FileDeviceSecret     the seam to the platform's key store
    from fieldapp.vault.errors import VaultError                  the whole tree of errors

`vault` ties the parts; each also works alone: `database` (over `dbapi`, and `page_vfs` where SQLite cannot encrypt, see
`engines`), `files` (over `stream`), `journal` (over `journal_format` and `journal_scan`), `keyring`, `keys`,
`doors` (over `passphrase`, `pin`, `tries`), `names`, `lock`, `durable`. `pin_answers` needs none of them.
"""
