"""The map builder: from an OpenStreetMap extract to the town’s map pack. Server side only."""
