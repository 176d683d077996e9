"""The supply chain as SimPy processes: suppliers, transport, stock, production, demands, the critical path."""
