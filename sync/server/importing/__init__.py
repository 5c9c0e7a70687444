"""Takes over what other systems know: people and reports, from files, line by line, through the judge."""
