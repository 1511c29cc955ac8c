"""Drafts, proposals and replies: how a contract is negotiated before it is signed."""
