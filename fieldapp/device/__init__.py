"""The device's parts behind ports: camera, position, connectivity, key store."""
