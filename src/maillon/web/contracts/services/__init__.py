"""What can be done to the register: import documents or a list, attach a contract to a strategy, load the demo."""
