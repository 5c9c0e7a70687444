"""The figures of the desk: counted on a real replica, drawn in a headless client."""
