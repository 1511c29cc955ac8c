"""The evidence file of a contract: all that proves what was agreed, in one archive that verifies offline."""
