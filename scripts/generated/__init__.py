"""The committed files that are written from code and catalogues: one command writes or checks all of them."""
