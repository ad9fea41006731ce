"""Files: the page, photographs and exports."""
