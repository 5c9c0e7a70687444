"""The kinds of records: what is valid, who sees it, who may write it, how it moves."""
