"""What developers run besides the product."""
