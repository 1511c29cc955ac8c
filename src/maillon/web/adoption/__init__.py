"""Adoption: the steps of a contract's life, what assemblies resolve, versions frozen and signed, texts in force."""
