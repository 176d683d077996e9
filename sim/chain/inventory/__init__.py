"""Stock, policies, orders, suppliers, demands."""
