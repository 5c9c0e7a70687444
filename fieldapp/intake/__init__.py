"""Taking in a report on behalf of somebody who called, came or wrote."""
