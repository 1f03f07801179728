"""Programs that run in engines' environments. They import nothing of the product, and it imports none of them."""
