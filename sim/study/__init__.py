"""Many runs of a scenario: replications, designs, statistics, sensitivity."""
