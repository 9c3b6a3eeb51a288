"""How many, and do they come back: cases, persons, episodes and returns of a register."""
