"""One API over local disk and S3, and a record of every file kept."""
