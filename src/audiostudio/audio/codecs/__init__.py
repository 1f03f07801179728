"""Reading and writing sound files in bounded blocks, and telling hostile files from good ones."""
