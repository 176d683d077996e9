"""How studies are shown: a report with every answer, and two points side by side."""
