"""HTTP: episodes named by URL, older clients kept apart by their sessions, and a token for all that an agent may not do."""
