"""What other programs follow: news feeds, the feed of public reports, and each agent's calendar."""
