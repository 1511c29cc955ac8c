"""The published results on equalisation, made again from the public files."""
