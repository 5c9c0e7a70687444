"""The kinds of record that a town keeps: fields, merge rules, who may write, moves of status."""
