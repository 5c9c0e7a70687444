"""Reports: what an agent saw in the street, with photos, position and history."""
