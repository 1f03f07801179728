"""The operator's room: people, workspaces, jobs, queue and storage of the installation, and a log of what was done."""
