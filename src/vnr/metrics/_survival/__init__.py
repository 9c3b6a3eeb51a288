"""How long: Kaplan–Meier, Aalen–Johansen and log-rank, on arrays."""
