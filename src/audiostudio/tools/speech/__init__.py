"""What the tools that speak, and those that write speech down, have in common."""
