"""Who is within so many minutes: what is reached of the roads, its drawings, and the circle of a scenario."""
