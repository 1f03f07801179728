"""Engines that cannot live beside the product's packages: each in a virtual environment and a process of its own."""
