"""Parts of the check that holds the bundled backbone tables against real roads."""
