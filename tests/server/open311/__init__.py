"""Our conformance suite of GeoReport v2, rule by rule, with outside readers and planted identities."""
