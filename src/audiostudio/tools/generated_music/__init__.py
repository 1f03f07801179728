"""What tools share that have networks make music, whoever runs them."""
