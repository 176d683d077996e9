"""The circle of a scenario: who delivers within so many minutes, at which hours, and over which roads."""
