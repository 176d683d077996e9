"""The frozen data that a replication runs on."""
