"""Commands about photos: uploading and storing them, anonymising them, deleting their files."""
