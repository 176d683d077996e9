"""Tables of facts: roads, speeds, calendars."""
