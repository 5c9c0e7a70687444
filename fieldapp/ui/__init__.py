"""What every screen shares: routes, live queries, theme, components and words."""
