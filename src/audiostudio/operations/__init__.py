"""Running the product: health of its parts, workers that are alive."""
