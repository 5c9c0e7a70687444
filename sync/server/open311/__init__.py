"""Open311 GeoReport v2: other systems read what is public of the reports, and bring new ones."""
