"""Where: the reference territories, the perimeters that people draw, their maps."""
