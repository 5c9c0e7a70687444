"""Account: sign-in, lock, language and theme of an agent on a device."""
