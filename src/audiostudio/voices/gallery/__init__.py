"""The voices that can be chosen, the product's own and those of companies."""
