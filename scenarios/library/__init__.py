"""The shipped scenarios, one YAML file each; the file is named after the id."""
