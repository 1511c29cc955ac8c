"""What is allowed and owed: facts in, Decision out. Pure Python; each rule cites its source."""
