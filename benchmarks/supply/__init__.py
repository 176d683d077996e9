"""Supply chains that the benchmarks simulate, here and with peers."""
