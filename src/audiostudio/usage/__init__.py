"""What a workspace used: jobs and credits by day, tool and API key."""
