"""Assets: every sound and document a workspace keeps."""
