"""Do we follow up, and does it help: follow-up, outcomes and the tables that people know."""
