"""The journal of business acts: kept in order, never rewritten, verifiable outside."""
