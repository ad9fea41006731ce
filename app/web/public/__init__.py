"""Pages for people without the app, search engines and messengers."""
