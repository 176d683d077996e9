"""The ground within reach as polygons: put together exactly, or painted fast."""
