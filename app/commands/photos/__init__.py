"""Commands about photographs: taking them in, hiding them, and removing their files."""
