"""Database history of adoption."""
