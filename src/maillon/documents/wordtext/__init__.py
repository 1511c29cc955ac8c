"""The text of a contract in Word: taken out to be edited elsewhere, read back article by article."""
