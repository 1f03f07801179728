"""What every route shares: problem documents, pages, limits, the OpenAPI document."""
