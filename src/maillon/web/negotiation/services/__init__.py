"""What those at the table do: each act in one transaction, by one party, traced in the journal."""
