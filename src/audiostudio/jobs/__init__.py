"""The life of a job: submission, queue, progress, results, refunds."""
