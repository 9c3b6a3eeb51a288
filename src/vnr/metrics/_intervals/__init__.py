"""How sure: proportions and rates with their intervals, on arrays."""
