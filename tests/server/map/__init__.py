"""The map builder: every format read, whole or odd; what is drawn and named; what the index finds."""
