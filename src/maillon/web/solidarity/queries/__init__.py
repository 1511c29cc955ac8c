"""What is read of the indicator, its weighting sessions and its versions."""
