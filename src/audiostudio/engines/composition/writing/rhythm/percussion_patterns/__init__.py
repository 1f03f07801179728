"""What is shaken, rung and struck by hand beside the drums of every genre, as tablature."""
