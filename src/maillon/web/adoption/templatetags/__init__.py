"""Template filters of adoption."""
