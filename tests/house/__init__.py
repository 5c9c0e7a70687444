"""The house rules: what STYLE and the layout ask of every file, as tests that break on purpose once."""
