"""What the RGPD asks of a server: how long things are kept, persons' rights, the register, the notices."""
