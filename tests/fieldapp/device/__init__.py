"""What the device brings: photos made ready."""
