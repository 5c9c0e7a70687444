"""How a town runs its server: service, containers, proxies, as files with the town's own paths filled in."""
