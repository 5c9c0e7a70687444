"""The device behind ports: camera, position, network, key store, clipboard; `flet_device` holds the real ones."""
