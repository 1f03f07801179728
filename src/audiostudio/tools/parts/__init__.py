"""What tools do when they run, apart from what they promise: loaded by those who run them."""
