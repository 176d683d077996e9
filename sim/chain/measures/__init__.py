"""What is measured in a replication."""
