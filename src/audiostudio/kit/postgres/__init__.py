"""PostgreSQL: sessions, notifications, and a server of the product's own."""
