"""What the public pages and the sitemap show."""
