"""What every generator of music and sounds has in common, networks of one's own and companies' alike."""
