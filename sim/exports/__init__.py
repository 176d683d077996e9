"""What happened in a run, in the forms that process-mining tools read."""
