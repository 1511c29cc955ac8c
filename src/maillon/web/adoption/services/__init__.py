"""Acts of adoption: each in one transaction, traced in the journal."""
