"""Mail about accounts, and the links in it: verified addresses, new passwords, other addresses."""
