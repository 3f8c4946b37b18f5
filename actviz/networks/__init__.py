"""Networks in small: what an activation function does to the signals and gradients around it."""
