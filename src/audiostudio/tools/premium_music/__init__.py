"""Premium music: a company's network makes music or sounds over the network."""
