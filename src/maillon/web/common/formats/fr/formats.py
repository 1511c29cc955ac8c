"""French formats: « 1ᵉʳ janvier 2026 » is handled by the `day` filter; numbers group by no-break space."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "j F Y, H:i"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u00a0"  # a fifth of an em in our text face: a narrow space would hardly show
NUMBER_GROUPING = 3
