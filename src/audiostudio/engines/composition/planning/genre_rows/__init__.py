"""The rows of the table of genres, a file for each kind of band."""
