"""The follow-up of a signed contract: promises, reviews, departures, evaluation, next generation."""
