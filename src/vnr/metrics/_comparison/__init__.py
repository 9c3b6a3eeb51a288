"""How do we compare: standardised rates, funnels, shrinkage, ranks and trends."""
