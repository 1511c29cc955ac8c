"""Steps of the build of the reference data, one module each."""
