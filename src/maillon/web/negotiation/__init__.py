"""Drafts, proposals and answers: how a contract is negotiated before it is signed."""
