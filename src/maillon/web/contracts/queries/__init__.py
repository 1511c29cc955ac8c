"""What can be asked of the register; every function takes who asks, or rows that were already filtered for them."""
