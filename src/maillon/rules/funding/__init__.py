"""What the law asks of a financing plan: own contribution, ceilings of payments, deadlines, conventions."""
