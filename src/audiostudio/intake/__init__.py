"""How sounds come in: forms and downloads, within their limits, looked at by a process that may die."""
