"""Journal files: read line by line, plain or compressed."""
