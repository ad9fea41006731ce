"""Commands that the Akimat and the operator run on accounts, catalogues and promises."""
