"""The pure core, part by part: tables for what is decided, properties for what must always hold."""
