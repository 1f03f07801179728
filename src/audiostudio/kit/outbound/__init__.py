"""Requests to addresses that strangers name, never to the product's own network."""
