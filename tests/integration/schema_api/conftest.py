"""The application over HTTP, for what the API shows and allows."""

from tests.integration.web.conftest import page, site

__all__ = ["page", "site"]
