"""Where road networks come from: OpenStreetMap files, osmnx graphs, line layers, downloads."""
