"""What a user can ask for: one file each, with its parameters, its price and its run()."""
