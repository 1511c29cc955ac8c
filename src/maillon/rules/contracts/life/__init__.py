"""The life of a contract: states, steps and what each step asks."""
