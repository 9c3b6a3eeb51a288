"""How many nobody sees: multiple-systems estimation."""
